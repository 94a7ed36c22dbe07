import { describe, expect, it } from "vitest";
import { filtered, joined } from "./people-pages.ts";

const ada = { account: "Ada", created: 1, role: "owner" } as const;
const bob = { account: "bob", created: 2 };
const eve = { account: "Eve[m]", created: 3 };

describe("the pages of accounts", () => {
  it("are looked through by a part of a name, or a role", () => {
    expect(filtered([ada, bob, eve], "AD")).toEqual([ada]);
    expect(filtered([ada, bob, eve], "eve[")).toEqual([eve]);
    expect(filtered([ada, bob, eve], "owner")).toEqual([ada]);
    expect(filtered([ada, bob, eve], " ")).toEqual([ada, bob, eve]);
  });

  it("have everybody once, in order", () => {
    expect(joined([ada, bob], [bob, eve])).toEqual([ada, bob, eve]);
  });
});
