import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { EXIT } from "../exit.ts";
import { fakeIo } from "../fake-io.fixture.ts";
import { run } from "../main.ts";
import { runBackup } from "./backup.ts";
import { type ExportFlags, runExport } from "./export.ts";
import { type ImportFlags, runImport } from "./import.ts";

let base: string;
let data: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "parley-verbs-"));
  data = join(base, "data");
});

afterEach(() => {
  rmSync(base, { recursive: true });
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

const MESSAGE = { type: "message", at: 1_600_000_000_000, id: "e-1", from: { nick: "ada" }, to: "#a", form: "message" };
const LINES = [
  { type: "export", version: 1 },
  ...["one", "two"].map((text, i) => ({ ...MESSAGE, id: `e-${i}`, text })),
];
const EXPORT = LINES.map((line) => `${JSON.stringify(line)}\n`).join("");

function importText(text: string, flags: Partial<ImportFlags> = {}): Promise<readonly [number, string, string]> {
  const io = fakeIo(text);
  return runImport({ data, sources: ["-"], open: [], accounts: false, ...flags }, io).then(
    (status) => [status, io.out(), io.err()] as const,
  );
}

function exportData(flags: Partial<ExportFlags> = {}): Promise<readonly [number, string, string]> {
  const io = fakeIo("");
  const all = { data, channels: [], talks: false, events: false, hosts: false, force: false };
  return runExport({ ...all, ...flags }, io).then((status) => [status, io.out(), io.err()] as const);
}

it("imports, says what it did and how to go on, and what it left out", async () => {
  const [status, out] = await importText(`${EXPORT}nonsense\n`);
  expect(status).toBe(EXIT.ok);
  expect(out).toMatch(
    /^imported 2 messages of 1 channel, from 2020-09-13 to 2020-09-13, in \d+\.\d s; start it with: parley serve --data /,
  );
  expect(out).toContain("left out:\n  1 × not JSON\n    line 4 of the standard input: nonsense\n");
});

it("names the channels, those that nobody can read, and those that --open had nothing to open of", async () => {
  const channels = Array.from({ length: 22 }, (_, i) => ({
    type: "channel",
    name: `#c${String(i + 10)}`,
    ...(i < 3 && { closed: true }),
  }));
  const text = `${EXPORT}${channels.map((line) => `${JSON.stringify(line)}\n`).join("")}`;
  const [status, out, err] = await importText(text, { open: ["nope", "C11", "#c20"] });
  expect(status).toBe(EXIT.ok);
  expect(out).toMatch(/^channels: #a, #c10, #c11, .*, #c28, and 3 more$/m);
  expect(out).toMatch(/^closed: #c10, #c12: nobody can read what was said in them, .* --open$/m);
  expect(err).toBe(
    "parley: --open: there is no channel #nope in what was imported.\n" +
      "parley: --open: #c20 was not closed; everybody can enter it anyway.\n",
  );
});

it("says why it can't import, each by its exit status", async () => {
  expect(await importText("12:00 <a> no channel\n")).toEqual([
    EXIT.data,
    "",
    expect.stringMatching(/^parley: A log .*--channel/),
  ]);
  expect(await importText("", { sources: [join(base, "nowhere")] })).toMatchObject([
    EXIT.data,
    "",
    expect.stringContaining("ENOENT"),
  ]);
  expect(await importText("x\n", { channel: "a", zone: "Nowhere" })).toMatchObject([
    EXIT.data,
    "",
    expect.stringContaining("--zone"),
  ]);
  expect(await importText("x\n", { channel: "a" })).toMatchObject([
    EXIT.data,
    "",
    expect.stringContaining("1 × not understood"),
  ]);
  expect(await importText(EXPORT, { files: join(base, "nowhere") })).toMatchObject([
    EXIT.data,
    "",
    expect.stringMatching(/^parley: --files: .*nowhere is not a folder/),
  ]);
  await importText(EXPORT);
  expect(await importText(EXPORT)).toMatchObject([
    EXIT.cannotCreate,
    "",
    expect.stringContaining("has a history already"),
  ]);
  expect(readdirSync(base)).toEqual(["data"]);
});

it("makes nothing when it is interrupted", async () => {
  const io = fakeIo();
  io.stdin.write(EXPORT);
  const importing = runImport({ data, sources: ["-"], open: [], accounts: false }, io);
  io.interrupt();
  io.stdin.end("\n");
  expect(await importing).toBe(EXIT.tempFail);
  expect(readdirSync(base)).toEqual([]);
});

it("exports to the standard output and says so elsewhere, or to a file that nobody else may read", async () => {
  await importText(EXPORT);
  const [status, out, err] = await exportData();
  expect([status, err]).toEqual([EXIT.ok, "exported 2 messages of 1 channel\n"]);
  expect(out.split("\n").map((line) => (line === "" ? "" : JSON.parse(line).type))).toEqual([
    "export",
    "channel",
    "message",
    "message",
    "",
  ]);
  const file = join(base, "all.jsonl");
  expect(await exportData({ file })).toEqual([EXIT.ok, "", `exported 2 messages of 1 channel to ${file}\n`]);
  expect(readFileSync(file, "utf8").replace(/"at":\d+/, "")).toBe(out.replace(/"at":\d+/, ""));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await exportData({ file }))[0]).toBe(EXIT.cannotCreate);
  expect((await exportData({ file, force: true }))[0]).toBe(EXIT.ok);
});

it("says why it can't export, and leaves no file", async () => {
  expect(await exportData()).toEqual([EXIT.io, "", expect.stringContaining("There is no history in")]);
  await importText(EXPORT);
  const file = join(base, "all.jsonl");
  expect(await exportData({ file, channels: ["#b"] })).toEqual([
    EXIT.usage,
    "",
    expect.stringContaining("There is no channel #b"),
  ]);
  expect(readdirSync(base)).toEqual(["data"]);
});

it("stops exporting when nobody reads it any more", async () => {
  const text = "x".repeat(60_000);
  await importText(LINES.map((line) => `${JSON.stringify("text" in line ? { ...line, text } : line)}\n`).join(""));
  const io = fakeIo("");
  const all = { data, channels: [], talks: false, events: false, hosts: false, force: false };
  const exporting = runExport(all, io);
  io.interrupt();
  expect(await exporting).toBe(EXIT.io);
  expect(io.err()).toBe("");
});

it("backs up, and says where to and how to restore it", async () => {
  await importText(EXPORT);
  const file = join(base, "backup.db");
  const io = fakeIo("");
  expect(await runBackup({ data, file, force: false, secrets: false }, io)).toBe(EXIT.ok);
  expect(io.out()).toMatch(
    /^backed up 2 messages, [\d.]+ kB, to .*backup\.db; restore it by copying it to parley\.db in an empty folder\n$/,
  );
  expect(await runBackup({ data, file, force: false, secrets: false }, io)).toBe(EXIT.cannotCreate);
  expect(await runBackup({ data: join(base, "nowhere"), file, force: true, secrets: false }, io)).toBe(EXIT.io);
  expect(io.err()).toMatch(/is there already.*There is no history/s);
  expect(process.listenerCount("SIGINT")).toBe(0);
});

async function command(...args: readonly string[]): Promise<readonly [unknown, string]> {
  let said = "";
  const hear = (text: string | Uint8Array): boolean => {
    said += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(hear);
  vi.spyOn(process.stderr, "write").mockImplementation(hear);
  await run(["node", "parley", ...args]);
  vi.restoreAllMocks();
  return [process.exitCode, said];
}

it("finds the folder by --data, by PARLEY_DATA, or where the server has it", async () => {
  await importText(EXPORT);
  vi.stubEnv("PARLEY_DATA", data);
  const [, byEnvironment] = await command("backup", join(base, "1.db"));
  expect(byEnvironment).toContain("backed up 2 messages");
  const [, byFlag] = await command("backup", join(base, "2.db"), "--data", join(base, "elsewhere"));
  expect(byFlag).toContain(`no history in ${join(base, "elsewhere")}`);
  vi.unstubAllEnvs();
  const [, byDefault] = await command("export", "--help");
  expect(byDefault).toContain("(./parley-data) [PARLEY_DATA]");
});

it("takes the options of an export", async () => {
  writeFileSync(join(base, "all.jsonl"), EXPORT);
  await command("import", join(base, "all.jsonl"), "--data", data);
  const file = join(base, "some.jsonl");
  const [, said] = await command(
    ...[
      "export",
      file,
      "--data",
      data,
      "--channel",
      "a",
      "--channel",
      "#A",
      "--since",
      "2020-09-01",
      "--until",
      "2020-09-30",
    ],
  );
  expect(said).toContain("exported 2 messages");
  const [, none] = await command("export", file, "--force", "--data", data, "--until", "2020-09-01");
  expect(none).toContain("exported 0 messages");
  expect(await command("export", "--since", "yesterday")).toEqual([
    EXIT.usage,
    expect.stringContaining("It is a day such as"),
  ]);
});

it("tells with its help what can be imported", async () => {
  const [, help] = await command("import", "--help");
  expect(help).toMatch(/export of Slack.*irssi, WeeChat, ZNC, energymech, eggdrop.*merged by time/s);
});
