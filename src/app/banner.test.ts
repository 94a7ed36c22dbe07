import { expect, it } from "vitest";
import { banner } from "./banner.ts";
import { parseListener } from "./listeners.ts";

it("shows every way in, and for a server without the one port only those that there are", () => {
  const shown = (...urls: string[]): string => banner("1.2.3", urls.map(parseListener), "./data");
  expect(shown("auto://127.0.0.1:5050", "ack://127.0.0.1:12345")).toMatch(
    /one port for everything.*http:\/\/localhost:5050.*ack +ack:\/\/localhost:12345\n.*this machine only/s,
  );
  const irc = shown("irc://127.0.0.1:6667", "ack://127.0.0.1:12345");
  expect(irc).toMatch(/irc +irc:\/\/localhost:6667\n +ack +ack:\/\/localhost:12345\n/);
  expect(irc).not.toMatch(/one port|browser|password/);
});
