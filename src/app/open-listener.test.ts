import { expect, it } from "vitest";
import { baseOf, listenerUrl, type OpenListener, shownHost, webUrlOf } from "./open-listener.ts";
import { ownAddress } from "./own-address.ts";

const LISTENER: OpenListener = {
  scheme: "auto",
  host: "127.0.0.1",
  port: 5050,
  channel: "#lobby",
  options: {},
  keepsChannel: true,
  cloak: true,
  tls: "off",
  access: "open",
};

it("shows hosts as people type them", () => {
  expect(shownHost("127.0.0.1")).toBe("localhost");
  expect(shownHost("192.0.2.1")).toBe("192.0.2.1");
  expect(shownHost("2001:db8::1")).toBe("[2001:db8::1]");
  expect(shownHost("0.0.0.0")).toContain(ownAddress());
});

it("calls a listener by https wherever it speaks TLS", () => {
  expect(webUrlOf(LISTENER)).toBe("http://localhost:5050");
  expect(webUrlOf({ ...LISTENER, tls: "offer" })).toBe("https://localhost:5050");
  expect(webUrlOf({ ...LISTENER, host: "2001:db8::1", tls: "need" })).toBe("https://[2001:db8::1]:5050");
});

it("calls the server by its one port, or by the first that it has", () => {
  const ack: OpenListener = { ...LISTENER, scheme: "ack", port: 12345 };
  expect(baseOf([ack, LISTENER])).toBe("http://localhost:5050");
  expect(baseOf([ack])).toBe("http://localhost:12345");
  expect(baseOf([])).toBe("");
});

it("writes a listener as the URL that makes one", () => {
  expect(listenerUrl({ ...LISTENER, scheme: "ack", host: "::1", channel: "#class" })).toBe("ack://[::1]:5050/class");
});
