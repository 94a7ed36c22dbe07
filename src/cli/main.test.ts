import process from "node:process";
import { afterEach, expect, it, vi } from "vitest";
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
