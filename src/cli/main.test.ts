import process from "node:process";
import { afterEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { EXIT } from "./exit.ts";
import { run } from "./main.ts";

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

it("goes on when nobody reads its help any more", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await run(["node", "parley", "help", "import"]);
  await run(["node", "parley", "help", "export"]);
  expect(process.exitCode).toBe(EXIT.ok);
  process.stdout.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  expect(process.exitCode).toBe(EXIT.ok);
  process.stdout.emit("error", Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" }));
  expect(process.exitCode).toBe(EXIT.io);
});

it("says of options that hold passwords where they go, and takes none on the command line", async () => {
  const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await run(["node", "parley", "serve", "--help"]);
  const help = out.mock.calls.join("");
  expect(help).toContain("--motd <FILE>");
  expect(help).not.toContain("--operators");
  expect(help).toMatch(/Only in the configuration file and the environment.*operators.*PARLEY_OPERATORS.*webirc/s);
  await run(["node", "parley", "serve", "--operators", "ada:sesame"]);
  expect(err.mock.calls.join("")).toContain("unknown option '--operators'");
  expect(process.exitCode).toBe(EXIT.usage);
});

it.each([
  ["--uses", "99999", `It is a whole number from 1 to ${LIMITS.inviteUses}.`],
  ["--uses", "0", `It is a whole number from 1 to ${LIMITS.inviteUses}.`],
  ["--expires", "101y", "It is a time such as 30m, 12h, 7d, 4w or 1y, up to 100y, or none."],
])("says the limits of an invite link that is asked for with %s %s", async (option, value, limits) => {
  const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await run(["node", "parley", "invite", option, value]);
  expect(err.mock.calls.join("")).toContain(limits);
  expect(process.exitCode).toBe(EXIT.usage);
});
