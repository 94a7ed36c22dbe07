import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hrefOf, type Route, routeOf } from "./route.ts";

const name = fc.oneof(
  fc.string({ minLength: 1, unit: "grapheme" }).map((text) => `#${text}`),
  fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !text.startsWith("#")),
);
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ at: "home" }),
  fc.constant<Route>({ at: "status" }),
  fc.record({ at: fc.constant("place" as const), name }),
  fc.record({ at: fc.constant("place" as const), name, message: fc.string({ minLength: 1 }) }),
  fc.record({ at: fc.constant("search" as const), text: fc.string({ unit: "grapheme" }) }),
  fc.record({ at: fc.constantFrom("settings" as const, "admin" as const), tab: fc.string({ minLength: 1 }) }),
);

describe("the address of where one is", () => {
  it("means that place again", () => {
    fc.assert(
      fc.property(route, (one) => {
        expect(routeOf(hrefOf(one))).toEqual(one);
      }),
    );
  });

  it("can be written by hand, and by anybody", () => {
    expect(routeOf("#/channel/lobby")).toEqual({ at: "place", name: "#lobby" });
    expect(routeOf("#/talk/bob/e-1")).toEqual({ at: "place", name: "bob", message: "e-1" });
    expect(routeOf("#/join/tea")).toEqual({ at: "place", name: "#tea", makes: true });
    expect(routeOf("#/channel/")).toEqual({ at: "home" });
    expect(routeOf("#/nonsense/at/all")).toEqual({ at: "home" });
    fc.assert(
      fc.property(fc.string(), (hash) => {
        routeOf(hash);
      }),
    );
  });
});
