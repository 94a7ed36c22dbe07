import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { readPush } from "./push-config.ts";

const said = { isOff: false, contact: undefined, url: undefined };

describe("readPush", () => {
  it.each([
    [{ url: "https://chat.example.org" }, "https://chat.example.org"],
    [{ url: "https://chat.example.org", contact: "mailto:admin@example.org" }, "mailto:admin@example.org"],
    [{ contact: "https://example.org/contact" }, "https://example.org/contact"],
    [{ url: "http://chat.example.org" }, undefined],
    [{ url: "https://localhost:5050" }, undefined],
    [{}, undefined],
    [{ url: "https://chat.example.org", isOff: true }, undefined],
    [{ contact: "mailto:admin@example.org", isOff: true }, undefined],
  ])("of %j makes that the server pushes as %s", (its, contact) => {
    expect(readPush({ ...said, ...its })).toEqual(contact === undefined ? undefined : { contact });
  });

  it.each([
    "admin@example.org",
    "mailto:admin",
    "http://example.org",
    "https://localhost",
    "https://127.0.0.1/",
    `https://example.org/${"x".repeat(200)}`,
  ])("takes no %j for somebody who can be asked", (contact) => {
    expect(() => readPush({ ...said, contact })).toThrow(ConfigError);
  });

  it("is told by flags, by the environment and by the configuration file", () => {
    expect(readConfig({ pushContact: "mailto:a@example.org" }, {}).push).toEqual({ contact: "mailto:a@example.org" });
    expect(readConfig({ url: "https://chat.example.org" }, {}).push).toEqual({ contact: "https://chat.example.org" });
    expect(readConfig({ url: "https://chat.example.org" }, { PARLEY_NO_PUSH: "1" })).not.toHaveProperty("push");
    expect(readConfig({}, {})).not.toHaveProperty("push");
  });
});
