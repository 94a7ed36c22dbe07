import { describe, expect, it } from "vitest";
import type { Finding } from "../../app/doctor/finding.ts";
import { LIMITS } from "../../core/limits.ts";
import { showFinding } from "./doctor.ts";
import { getRequest, readAnswer } from "./http-answer.ts";
import type { SeenByUs } from "./probe.ts";
import { parseRemote } from "./remote.ts";
import type { RemoteFacts } from "./remote-facts.ts";
import { remoteFindings } from "./remote-findings.ts";

const NOW = Date.UTC(2026, 0, 31);
const DAY_MS = 86_400_000;

it.each([
  ["chat.test", { dialect: "json", host: "chat.test", port: 5_050, tls: true }],
  ["localhost:6000", { dialect: "json", host: "localhost", port: 6_000, tls: false, mayBeTls: true }],
  ["ws://chat.test", { dialect: "ws", host: "chat.test", port: 80, tls: false }],
  ["wss://chat.test:5050/?x=1", { dialect: "ws", host: "chat.test", port: 5_050, tls: true }],
  ["irc://[::1]:6668/lobby", { dialect: "irc", host: "::1", port: 6_668, tls: false }],
  ["ircs://chat.test/", { dialect: "irc", host: "chat.test", port: 6_697, tls: true }],
  ["ack://127.0.0.1", { dialect: "ack", host: "127.0.0.1", port: 12_345, tls: false }],
])("takes %s for what it names", (text, remote) => {
  expect(parseRemote(text)).toEqual(remote);
});

it("says what is wrong with an address", () => {
  expect(parseRemote("gopher://chat.test")).toMatchObject({ problem: expect.stringContaining('no scheme "gopher"') });
  expect(parseRemote("irc://")).toMatchObject({ problem: expect.stringContaining("is no address") });
});

it("reads answers of HTTP, whole or in chunks", () => {
  const head = "HTTP/1.1 503 Service Unavailable\r\nDate: Sat, 31 Jan 2026 00:00:00 GMT\r\n";
  const read = { status: 503, date: NOW, json: { ok: false } };
  expect(readAnswer(`${head}\r\n{"ok":false}`)).toEqual(read);
  expect(readAnswer(`${head}Transfer-Encoding: chunked\r\n\r\nc\r\n{"ok":false}\r\n0\r\n\r\n`)).toEqual(read);
  expect(readAnswer("HTTP/1.1 404 Not Found\r\n\r\nnothing")).toEqual({ status: 404 });
  expect(readAnswer("* CAP LS\r\n")).toBeUndefined();
  expect(getRequest("/health", "chat.test:80")).toMatch(/^GET \/health HTTP\/1\.1\r\nHost: chat\.test:80\r\n/);
});

describe("what is said of a server somewhere", () => {
  const VOUCHED: SeenByUs = { fingerprint: "AB:CD", expires: NOW + 90 * DAY_MS, isVouched: true, version: "TLSv1.3" };
  const WELL: RemoteFacts = {
    remote: { dialect: "json", host: "chat.test", port: 5_050, tls: true },
    address: "192.0.2.1",
    roundTripMs: 12.34,
    certificate: VOUCHED,
    answersPlainly: false,
    dialects: ["HTTP", "WebSocket", "JSON", "IRC"],
    health: { ok: true, version: "0.1.0", sessions: 3 },
    door: { access: "invite", guests: "talk" },
    clockAheadMs: 700,
  };
  const worries = (differs: Partial<RemoteFacts>): readonly string[] => {
    const found: readonly Finding[] = remoteFindings({ ...WELL, ...differs }, NOW);
    return found.filter(({ level }) => level !== "ok").map(({ level, text }) => `${level}: ${text}`);
  };
  const seen = (differs: Partial<SeenByUs>): Pick<RemoteFacts, "certificate"> => {
    return { certificate: { ...VOUCHED, isVouched: false, problem: "DEPTH_ZERO_SELF_SIGNED_CERT", ...differs } };
  };

  it("is what it is, if all is well", () => {
    expect(remoteFindings(WELL, NOW).map(({ text }) => text)).toEqual([
      "chat.test:5050 (192.0.2.1) is reached in 12.3 ms, there and back.",
      "An authority that this machine trusts vouches for its certificate.",
      "It speaks TLSv1.3; its certificate ends on 2026-05-01.",
      "It answers HTTP, WebSocket, JSON, IRC.",
      "It is Parley 0.1.0, with 3 sessions.",
      "It takes what is said.",
      "It lets in those with an account or an invite link.",
      "Its clock and this one agree, to a second or so.",
    ]);
    expect(worries({})).toEqual([]);
  });

  it("is that it can't be reached, or can't write, or is none", () => {
    expect(worries({ unreachable: "no such host" })).toEqual([
      "wrong: Nothing answers at chat.test:5050: no such host.",
    ]);
    expect(worries({ health: { ok: false, version: "0.1.0", sessions: 3 } })).toEqual([
      "wrong: It can't write what is said just now, and refuses it.",
    ]);
    const { health: _, ...other } = WELL;
    expect(remoteFindings({ ...other, dialects: ["IRC"] }, NOW).filter(({ level }) => level !== "ok")).toMatchObject([
      { level: "wrong", text: "It answers IRC. JSON is not among it." },
      { level: "mind", text: expect.stringContaining("no Parley") },
    ]);
  });

  it("is whether its certificate is to be believed", () => {
    expect(worries(seen({}))).toEqual([
      "mind: No authority vouches for its certificate (DEPTH_ZERO_SELF_SIGNED_CERT): AB:CD.",
    ]);
    expect(worries({ ...seen({}), known: "abcd" })).toEqual([]);
    expect(worries({ ...seen({}), known: "abce" })).toEqual([
      "wrong: Its certificate is AB:CD: it is another one than before.",
    ]);
    expect(worries({ ...seen({}), known: "authority" })).toEqual([
      "wrong: Its certificate is AB:CD: an authority vouched for the one before, and none does now.",
    ]);
    expect(worries(seen({ problem: "ERR_TLS_CERT_ALTNAME_INVALID" }))).toEqual([
      "wrong: Its certificate is not for chat.test.",
    ]);
    expect(worries(seen({ isVouched: true, expires: NOW + LIMITS.certificateSoonMs }))).toEqual([
      "mind: Its certificate ends on 2026-02-14, in 14 days.",
    ]);
    expect(worries(seen({ isVouched: true, expires: NOW }))).toEqual(["wrong: Its certificate ended on 2026-01-31."]);
  });

  it("is that it can be overheard", () => {
    const { certificate: _, ...plain } = WELL;
    const found = remoteFindings(plain, NOW).filter(({ level }) => level !== "ok");
    expect(found).toMatchObject([{ level: "wrong", about: "TLS" }]);
    expect(worries({ answersPlainly: true })).toEqual([
      expect.stringMatching(/^mind: It can be talked to without TLS/),
    ]);
    const here = { ...WELL.remote, host: "localhost" };
    expect(worries({ answersPlainly: true, remote: here })).toEqual([]);
  });

  it("is by how much its clock is wrong", () => {
    expect(worries({ clockAheadMs: -7_200_000 })).toEqual(["mind: Its clock is 2 hours behind this one."]);
  });
});

it("shows a finding with how to mend it, and nothing that moves the cursor about", () => {
  const finding = {
    level: "wrong",
    about: "log",
    text: "Entry\u001b[2J 7 is missing.",
    mend: "Put a backup in its place.",
  } as const;
  expect(showFinding(finding)).toBe("wrong  log: Entry\ufffd[2J 7 is missing.\n       Put a backup in its place.\n");
  expect(showFinding({ level: "ok", about: "log", text: "It is whole." })).toBe("ok     log: It is whole.\n");
});
