import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Devices } from "./devices.ts";
import { tempFolder } from "./trust.fixture.ts";

const here = { host: "Parley.test", port: 5050 };
const there = { host: "parley.test", port: 443 };
const ada = { account: "ada", token: "t-1", tls: true };

it("keeps one sign-in of each server, until it is forgotten", () => {
  const devices = new Devices(tempFolder());
  expect(devices.find(here)).toBeUndefined();
  devices.keep(here, { ...ada, token: "t-0" });
  devices.keep(here, ada);
  devices.keep(there, { ...ada, account: "bob", token: "t-2" });
  expect([devices.find({ ...here, host: "parley.test" }), devices.find(there)?.account]).toEqual([ada, "bob"]);
  devices.forget(here);
  devices.forget(here);
  expect([devices.find(here), devices.find(there)?.account]).toEqual([undefined, "bob"]);
  expect(readFileSync(devices.path, "utf8")).not.toContain("t-1");
});

it.each(["", "{", "[1]", '{"parley.test:5050":{"account":"ada"}}'])(
  "begins anew where it can't read what is there (%s)",
  (text) => {
    const devices = new Devices(tempFolder());
    writeFileSync(devices.path, text);
    expect(devices.find(here)).toBeUndefined();
    devices.keep(here, ada);
    expect(devices.find(here)).toEqual(ada);
  },
);
