import { describe, expect, it } from "vitest";
import type { BanTarget } from "../../core/account-commands.ts";
import { type FilesWorld, startFiles } from "./world.fixture.ts";

const PART = { "content-type": "application/partial-upload", "upload-offset": "2", "upload-complete": "?1" };

const ALICE = { authorization: `Basic ${Buffer.from("alice:sesame").toString("base64")}` };

/** Somebody who has begun an upload, and what is at its address. */
async function begin({ ask }: FilesWorld, who: { readonly authorization: string }): Promise<string> {
  const begun = await ask("POST", "/files/", { ...who, "upload-complete": "?0" }, "ab");
  return new URL(begun.headers.location ?? "").pathname;
}

function mute({ world }: FilesWorld, target: BanTarget): void {
  world.hub.run({ type: "ban-add", target, mutes: true, reason: "" }, () => {});
  world.commit();
}

function addAlice({ world }: FilesWorld): void {
  const verifier = { salt: "c2FsdA==", iterations: 4096, storedKey: "stored sesame", serverKey: "AAAA" };
  world.hub.run({ type: "register", account: "alice", verifier }, () => {});
  world.commit();
}

describe("Files are taken only from who may speak", () => {
  it("and so from no guest where those may only read, who may fetch them", async () => {
    const files = await startFiles();
    const guest = files.bearer(files.come("bob", { channel: "#a", guests: "read" }));
    for (const [method, path] of [
      ["POST", "/files/"],
      ["PUT", "/files/a.txt"],
    ] as const) {
      const answer = await files.ask(method, path, guest, "ab");
      expect([answer.status, answer.headers["content-type"], answer.json["code"]]).toEqual([
        403,
        "application/problem+json",
        "account-needed",
      ]);
    }
    const { id } = files.store.put("bob", "a.txt", "text/plain", Buffer.from("ab"));
    expect((await files.ask("GET", `/files/${id}`, guest)).status).toBe(200);
    const member = files.bearer(files.come("ada", { guests: "read", account: "ada" }));
    expect((await files.ask("POST", "/files/", member, "ab")).status).toBe(201);
  });

  it("and so from nobody who is muted on the server, who may take back what they began", async () => {
    const files = await startFiles();
    const bob = files.bearer(files.come("bob"));
    const [one, other] = [await begin(files, bob), await begin(files, bob)];
    mute(files, { kind: "mask", name: "bob!*@*" });
    for (const [method, path, headers] of [
      ["POST", "/files/", {}],
      ["PUT", "/files/a.txt", {}],
      ["PATCH", one, PART],
    ] as const) {
      const answer = await files.ask(method, path, { ...bob, ...headers }, "c");
      expect([answer.status, answer.json["code"]]).toEqual([403, "muted"]);
    }
    expect((await files.ask("HEAD", one, bob)).status).toBe(204);
    expect((await files.ask("DELETE", other, bob)).status).toBe(204);
  });

  it("also where an account is muted, and none of its users is here", async () => {
    const files = await startFiles();
    addAlice(files);
    expect((await files.ask("POST", "/files/", ALICE, "ab")).status).toBe(201);
    mute(files, { kind: "account", name: "Alice" });
    expect((await files.ask("POST", "/files/", ALICE, "ab")).json["code"]).toBe("muted");
    files.world.hub.run({ type: "ban-remove", target: { kind: "account", name: "alice" }, mutes: true }, () => {});
    files.world.commit();
    expect((await files.ask("POST", "/files/", ALICE, "ab")).status).toBe(201);
  });

  it("also where all users of an account are muted", async () => {
    const files = await startFiles();
    addAlice(files);
    const session = files.come("al");
    session.submit({ type: "login", account: "alice" }, () => {});
    files.world.commit();
    expect((await files.ask("POST", "/files/", ALICE, "ab")).status).toBe(201);
    mute(files, { kind: "mask", name: "al!*@*" });
    expect((await files.ask("POST", "/files/", ALICE, "ab")).json["code"]).toBe("muted");
  });

  it("and from who keeps order, whoever muted them", async () => {
    const files = await startFiles();
    addAlice(files);
    mute(files, { kind: "account", name: "alice" });
    files.world.hub.run({ type: "role", account: "alice", role: "admin" }, () => {});
    files.world.commit();
    expect((await files.ask("POST", "/files/", ALICE, "ab")).status).toBe(201);
  });
});
