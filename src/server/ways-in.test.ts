import { expect, it } from "vitest";
import { placeOf, waysIn } from "./ways-in.ts";

it("says how to come by TLS, and how without, to this machine and to others", () => {
  expect(waysIn({ host: "192.0.2.1", port: 5050, isTls: true })).toEqual({
    terminal: "npx parley join 192.0.2.1:5050",
    irc: "/connect -tls 192.0.2.1 5050",
    netcat: "openssl s_client -quiet -connect 192.0.2.1:5050",
    webSocket: "wss://192.0.2.1:5050",
  });
  expect(waysIn({ host: "[2001:db8::1]", port: 80, isTls: false })).toEqual({
    // Without a scheme the client would want TLS.
    terminal: "npx parley join parley://[2001:db8::1]:80",
    irc: "irssi -c 2001:db8::1 -p 80",
    netcat: "nc 2001:db8::1 80",
    webSocket: "ws://[2001:db8::1]:80",
  });
  expect(waysIn({ host: "localhost", port: 1, isTls: false }).terminal).toBe("npx parley join localhost:1");
  expect(waysIn({ host: "[::1]", port: 1, isTls: true }).terminal).toBe("npx parley join parley+tls://[::1]:1");
});

it("knows where a URL leads, also without a port", () => {
  expect(placeOf("https://chat.test")).toEqual({ host: "chat.test", port: 443, isTls: true });
  expect(placeOf("http://chat.test/below")).toEqual({ host: "chat.test", port: 80, isTls: false });
  expect(placeOf("https://[2001:db8::1]:5050")).toEqual({ host: "[2001:db8::1]", port: 5050, isTls: true });
});
