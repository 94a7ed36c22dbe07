import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import type { DatabaseFacts } from "../../store/examine/examine-database.ts";
import { certificateFindings } from "./certificate-findings.ts";
import { databaseFindings, filesFindings, searchFinding } from "./database-findings.ts";
import type { Finding } from "./finding.ts";
import type { FolderEntry, FolderFacts } from "./folder-facts.ts";
import { folderFindings } from "./folder-findings.ts";
import { machineFindings } from "./machine-findings.ts";
import type { PortFacts } from "./port-facts.ts";
import { portFindings } from "./port-findings.ts";
import { shownSpan } from "./shown.ts";

const NOW = Date.UTC(2026, 0, 31);
const DAY_MS = 86_400_000;

function worries(found: readonly Finding[]): readonly string[] {
  return found.filter(({ level }) => level !== "ok").map(({ level, text }) => `${level}: ${text}`);
}

describe("what is said of a data folder", () => {
  const entry = (name: string, differs: Partial<FolderEntry> = {}): FolderEntry => {
    return { name, owner: 7, mode: 0o600, bytes: 1_000, ...differs };
  };
  const WELL: FolderFacts = {
    path: "/data",
    is: "there",
    isWritable: true,
    owner: 7,
    mode: 0o700,
    user: 7,
    entries: [entry("parley.db"), entry("cloak.key"), entry("tls", { mode: 0o700 })],
    imports: [],
    free: 10_000_000_000,
    claimed: false,
    control: "silent",
  };
  const about = (differs: Partial<FolderFacts>): readonly string[] => worries(folderFindings({ ...WELL, ...differs }));

  it("is nothing bad if it is as it should be, or will be made", () => {
    expect(about({})).toEqual([]);
    expect(about({ is: "missing", entries: [] })).toEqual([]);
  });

  it("is whose it is, if it can't be used", () => {
    expect(about({ is: "missing", isWritable: false })).toEqual([
      "wrong: /data is not there, and this user can't make it.",
    ]);
    expect(about({ is: "unreadable", why: "EACCES", user: 8 })).toEqual([
      "wrong: /data can't be read (EACCES). It belongs to the user 7.",
    ]);
    expect(about({ isWritable: false, user: 8 })).toEqual([
      "wrong: /data can't be written: it belongs to the user 7, and you are 8.",
    ]);
  });

  it("is which files somebody else has made, as by a command that was run as root", () => {
    const entries = [entry("parley.db-wal", { owner: 0 }), entry("notes.txt", { owner: 0 })];
    expect(about({ entries })).toEqual([
      "wrong: parley.db-wal in /data does not belong to the user 7, as the folder does.",
    ]);
  });

  it("is how much room there is", () => {
    expect(about({ free: 1_000 })).toEqual(["wrong: 1 kB are free on the disk; the database has 1 kB."]);
    const entries = [entry("parley.db", { bytes: 20_000_000_000 })];
    expect(about({ entries })).toEqual(["mind: 10 GB are free on the disk; the database has 20 GB."]);
  });

  it("is which secrets others can read who may enter it", () => {
    const entries = [
      entry("parley.db", { mode: 0o644 }),
      entry("push.key", { mode: 0o640 }),
      entry("motd", { mode: 0o644 }),
    ];
    expect(about({ entries })).toEqual([]);
    expect(about({ entries, mode: 0o755 })).toEqual([
      "wrong: Everybody on this machine can read parley.db in /data, which holds secrets.",
    ]);
    expect(about({ entries, mode: 0o750 })).toEqual([
      "mind: The folder's group can read parley.db, push.key in /data.",
    ]);
  });

  it("is what killed commands left, if none can be under way, and who has it", () => {
    const entries = [entry("x.1.part")];
    expect(about({ entries, imports: ["data.2.import"] })).toEqual([
      "mind: What killed commands left is still there: /data/x.1.part, /data/../data.2.import.",
    ]);
    expect(about({ entries, claimed: true, control: "answers" })).toEqual([]);
    expect(about({ claimed: true })).toEqual([
      "mind: A process has /data for itself and does not answer on its control socket.",
    ]);
    expect(about({ control: "forbidden" })).toEqual(["mind: A server runs on this folder as another user."]);
  });
});

describe("what is said of a database", () => {
  const WELL: DatabaseFacts = {
    file: "parley.db",
    schema: { found: 4, known: 4 },
    damage: [],
    log: { entries: 3, first: 8, last: 10, snapshot: 7 },
    state: { seq: 10, at: NOW - 1_000, channels: 1, accounts: 0 },
    history: { events: 5, last: 10, unreadable: 0 },
  };
  const about = (differs: Partial<DatabaseFacts>): readonly string[] => {
    return worries(databaseFindings({ ...WELL, ...differs }, NOW));
  };

  it("is nothing bad if it is sound, or empty", () => {
    expect(about({})).toEqual([]);
    expect(worries(databaseFindings({ file: "parley.db", schema: { found: 0, known: 4 }, damage: [] }, NOW))).toEqual(
      [],
    );
  });

  it("is what keeps it from being read", () => {
    expect(about({ problem: "It is locked." })).toEqual(["wrong: It is locked."]);
    expect(about({ damage: ["page 3", "page 4"] })).toEqual(["wrong: parley.db is damaged: page 3; page 4."]);
    expect(about({ schema: { found: 3, known: 4 } })).toEqual([
      expect.stringMatching(/^mind: .* schema 3 of an earlier/),
    ]);
    expect(about({ isDisturbed: true, damage: ["page 3"] })).toEqual([
      "mind: A server was started on it in the middle of this.",
    ]);
  });

  it("is what is missing in it", () => {
    const log = { entries: 2, first: 8, last: 10, snapshot: 7, missing: 9 };
    expect(about({ log, stateProblem: "Entry 9 is missing." })).toEqual(["wrong: Entry 9 of the log is missing."]);
    expect(about({ stateProblem: "It is of version 9." })).toEqual(["wrong: It is of version 9."]);
    expect(about({ history: { events: 5, last: 11, unreadable: 0 } })).toEqual([
      "wrong: The history goes on to 11 while the log ends at 10: it is of another log.",
    ]);
    expect(about({ history: { events: 5, last: 10, unreadable: 2 } })).toEqual([
      "wrong: 2 events of the history can't be read.",
    ]);
  });

  it("is that its last entry is of a time that has not come", () => {
    const at = NOW + LIMITS.doctorClockMs;
    expect(about({ state: { seq: 10, at, channels: 1, accounts: 0 } })).toEqual([]);
    expect(about({ state: { seq: 10, at: at + 3 * DAY_MS, channels: 1, accounts: 0 } })).toEqual([
      "wrong: The last entry of the log is from 3 days in the future, so times stand still until then.",
    ]);
  });

  it("is how its index and its files are", () => {
    expect(searchFinding({ is: "usable", behind: 3 }, 5)).toMatchObject({
      level: "ok",
      text: expect.stringContaining("3 events"),
    });
    expect(searchFinding({ is: "damaged" }, 5)).toMatchObject({ level: "mind" });
    const files = {
      shared: 3,
      sharedBytes: 9,
      missing: 2,
      missingNames: ["a", "b"],
      unused: 0,
      unusedBytes: 0,
      leftovers: 0,
    };
    expect(worries(filesFindings(files))).toEqual([
      "wrong: The contents of 2 shared files are not on the disk, or not whole: a, b.",
    ]);
  });
});

describe("what is said of a listener", () => {
  const HERE: PortFacts["listener"] = { scheme: "auto", host: "127.0.0.1", port: 5_050, tls: "off", access: "open" };
  const health = { ok: true, version: "0.1.0", sessions: 2 };
  const about = (facts: Omit<PortFacts, "listener">, isRunning: boolean): readonly string[] => {
    return worries(portFindings({ listener: HERE, ...facts }, isRunning));
  };

  it("is who has its port, if it is not the server that runs on the folder", () => {
    expect(about({ is: "free" }, false)).toEqual([]);
    expect(about({ is: "taken", health }, true)).toEqual([]);
    expect(about({ is: "taken", health }, false)).toEqual([
      "wrong: auto://127.0.0.1:5050 is taken by another Parley (0.1.0).",
    ]);
    expect(about({ is: "taken", holder: { pid: 9, command: "nginx" } }, true)).toEqual([
      "wrong: auto://127.0.0.1:5050 is taken by something else (process 9: nginx).",
    ]);
    expect(about({ is: "free" }, true)).toEqual([expect.stringMatching(/^mind: .* with other options than these\.$/)]);
    expect(about({ is: "taken", health: { ...health, ok: false } }, true)).toEqual([
      "wrong: auto://127.0.0.1:5050: Parley 0.1.0 answers there, and can't write what is said.",
    ]);
  });

  it("is why it can't be had", () => {
    expect(about({ is: "EACCES" }, false)).toEqual([expect.stringContaining("ports below 1024")]);
    expect(about({ is: "EADDRNOTAVAIL" }, false)).toEqual([expect.stringContaining("not an address of this machine")]);
  });

  it("is what other machines can do there", () => {
    const listener = { ...HERE, host: "0.0.0.0" };
    expect(worries(portFindings({ listener, is: "free" }, false))).toEqual([
      expect.stringMatching(/^mind: .* without encryption/),
      expect.stringMatching(/^mind: .* lets in everybody/),
    ]);
    const closed = { ...listener, tls: "need", access: "invite" } as const;
    expect(worries(portFindings({ listener: closed, is: "free" }, false))).toEqual([]);
  });
});

it("says of a certificate when it ends, whether its name is right, and who can read its key", () => {
  const own = {
    file: "c",
    keyFile: "k",
    isMade: false,
    isKeyOpen: false,
    fingerprint: "AB",
    expires: NOW + 15 * DAY_MS,
  };
  expect(worries(certificateFindings(own, NOW))).toEqual([]);
  expect(worries(certificateFindings({ ...own, expires: NOW + 14 * DAY_MS }, NOW))).toEqual([
    "mind: The certificate in c ends on 2026-02-14, in 14 days.",
  ]);
  expect(worries(certificateFindings({ ...own, expires: NOW }, NOW))).toEqual([
    "wrong: The certificate in c ended on 2026-01-31.",
  ]);
  const outside = { host: "chat.test", isNamed: false };
  expect(worries(certificateFindings({ ...own, outside, isKeyOpen: true }, NOW))).toEqual([
    "wrong: The certificate in c is not for chat.test, as --url calls the server.",
    "wrong: Everybody on this machine can read the key k.",
  ]);
  expect(worries(certificateFindings({ ...own, isMade: true }, NOW))).toEqual([expect.stringContaining(": AB.")]);
});

it("says of a machine whether its Node will do, and for how many connections it has files", () => {
  expect(worries(machineFindings({ node: "26.1.0", version: "0.1.0", openFiles: 1_000_000 }))).toEqual([]);
  expect(worries(machineFindings({ node: "24.1.0", version: "0.1.0" }))).toEqual([
    "mind: Parley 0.1.0 on Node 24.1.0.",
  ]);
  expect(worries(machineFindings({ node: "22.1.0", version: "0.1.0", openFiles: 256 }))).toEqual([
    "wrong: Parley 0.1.0 on Node 22.1.0.",
    "wrong: A process of this user may have 256 files open; each connection is one.",
  ]);
  expect(worries(machineFindings({ node: "26.1.0", version: "0.1.0", openFiles: 1_024 }))).toEqual([
    "mind: A process of this user may have 1,024 files open; each connection is one.",
  ]);
});

it("shows spans of time in units that are easy to read", () => {
  expect([40, 1_000, 90_000, 150_000, 7_200_000, 5 * DAY_MS].map(shownSpan)).toEqual([
    "40 ms",
    "1 second",
    "90 seconds",
    "3 minutes",
    "2 hours",
    "5 days",
  ]);
});
