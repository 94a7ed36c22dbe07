import { describe, expect, it } from "vitest";
import { RATES } from "../core/rates.ts";
import { Registrations, registeringOf } from "./registrations.ts";

const { most, ms } = RATES.registrationsPerAddress;

describe("the accounts that are made from one address", () => {
  it("are only so many in some time, whoever asks", () => {
    const registrations = new Registrations(true);
    for (let i = 0; i < most; i++) expect(registrations.take("192.0.2.1", i)).toBeUndefined();
    expect(registrations.take("192.0.2.1", most)).toMatchObject({ code: "busy" });
    expect(registrations.check("192.0.2.1", most)).toMatchObject({ code: "busy" });
    expect(registrations.check("192.0.2.2", most)).toBeUndefined();
    expect(registrations.check("192.0.2.1", ms)).toBeUndefined();
  });

  it("don't count while it is only asked whether there may be one", () => {
    const registrations = new Registrations(true);
    for (let i = 0; i <= most; i++) registrations.check("192.0.2.1", i);
    expect(registrations.take("192.0.2.1", 0)).toBeUndefined();
  });

  it("are counted for all of an IPv6 network that one person may have", () => {
    const registrations = new Registrations(true);
    for (let i = 0; i < most; i++) registrations.take(`2001:db8::${i}`, 0);
    expect(registrations.check("2001:db8::ffff", 0)).toMatchObject({ code: "busy" });
    expect(registrations.check("2001:db8:0:1::1", 0)).toBeUndefined();
  });

  it("are as many as anybody wants without limits on rates", () => {
    const registrations = new Registrations(false);
    for (let i = 0; i < 2 * most; i++) expect(registrations.take("192.0.2.1", 0)).toBeUndefined();
  });
});

describe("who may make an account without an invite link", () => {
  it("is nobody where those who are in have one already, and those who have none can't come in", () => {
    const access = "accounts";
    expect(registeringOf({ access, registration: "after-connect", guests: "none" })).toBe("none");
    expect(registeringOf({ access, registration: "before-connect", guests: "none" })).toBe("before-connect");
    expect(registeringOf({ access: "open", registration: "after-connect", guests: "read" })).toBe("after-connect");
    expect(registeringOf({ access: "open", registration: "after-connect" })).toBe("after-connect");
  });

  it("is nobody where accounts are made with invite links, whatever is said about registration", () => {
    for (const registration of ["none", "after-connect", "before-connect"] as const) {
      expect(registeringOf({ access: "invite", registration, guests: "none" })).toBe("none");
    }
  });
});
