import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { type ControlLine, type ControlParts, ControlSocket } from "./control.ts";
import { findControlPlace } from "./control-place.ts";

let data: string;
let open: ControlSocket[];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "parley-ctl-"));
  open = [];
});

afterEach(async () => {
  for (const control of open) await control.close();
  rmSync(data, { recursive: true, force: true });
});

/** Opens a socket that says back what it is told. */
async function echo(more: Partial<ControlParts> = {}): Promise<ControlSocket> {
  const control = await ControlSocket.open({
    data,
    open: (line) => ({ feed: (bytes) => line.write(String(Buffer.from(bytes))), end: () => line.hangUp() }),
    bug: (cause) => {
      throw cause;
    },
    ...more,
  });
  open.push(control);
  return control;
}

async function visit(): Promise<Socket> {
  const socket = connect(findControlPlace(data));
  await once(socket, "connect");
  return socket;
}

async function say(text: string): Promise<string> {
  const socket = await visit();
  let heard = "";
  socket.on("data", (bytes) => {
    heard += String(bytes);
  });
  socket.end(text);
  await once(socket, "close");
  return heard;
}

/** Leaves what a server leaves that is killed: a socket at which nobody is. */
function leaveSocket(path: string): void {
  const script = "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
  spawnSync(process.execPath, ["-e", script, path]);
  if (!existsSync(path)) throw new Error("it left nothing");
}

it("talks over a socket in the data folder that only its owner may use, and takes it away at the end", async () => {
  chmodSync(data, 0o755);
  const control = await echo();
  expect(statSync(join(data, "control.sock")).mode & 0o777).toBe(0o600);
  expect(await say("hello")).toBe("hello");
  await control.close();
  expect(readdirSync(data)).toEqual([]);
  await control.close();
});

it("takes the place of what a killed server has left", async () => {
  leaveSocket(join(data, "control.sock"));
  await echo();
  expect(await say("here")).toBe("here");
});

it("is in a private folder elsewhere, and a file says where, if the folder's name is too long for a socket", async () => {
  const base = data;
  data = join(base, "d".repeat(90));
  mkdirSync(data);
  const control = await echo();
  const place = findControlPlace(data);
  expect(readdirSync(data)).toEqual(["control"]);
  expect(readFileSync(join(data, "control"), "utf8").trim()).toBe(place);
  expect(dirname(place)).not.toContain(data);
  expect(statSync(join(data, "control")).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(place)).mode & 0o777).toBe(0o700);
  expect(statSync(place).mode & 0o777).toBe(0o600);
  expect(await say("far")).toBe("far");
  await control.close();
  expect([readdirSync(data), existsSync(dirname(place))]).toEqual([[], false]);
  data = base;
});

it("removes the folder elsewhere that a killed server has left, and nothing that is not one", async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "parley-control-"));
  leaveSocket(join(elsewhere, "control.sock"));
  writeFileSync(join(data, "control"), `${join(elsewhere, "control.sock")}\n`);
  await (await echo()).close();
  expect(existsSync(elsewhere)).toBe(false);
  const precious = join(data, "precious");
  writeFileSync(precious, "");
  writeFileSync(join(data, "control"), `${precious}\n`);
  await echo();
  expect(existsSync(precious)).toBe(true);
  expect(await say("here")).toBe("here");
});

it("hangs up on everybody at the end", async () => {
  const control = await echo();
  const socket = await visit();
  await Promise.all([once(socket, "close"), control.close()]);
});

it("leaves who asks and does not read", async () => {
  const piece = "x".repeat(LIMITS.outboxBytes);
  const tellMuch = (line: ControlLine): void => {
    for (let i = 0; i < 3; i++) line.write(piece);
  };
  await echo({ open: (line) => ({ feed: () => tellMuch(line), end: () => undefined }) });
  const socket = await visit();
  socket.on("error", () => undefined).pause();
  const closed = once(socket, "close");
  socket.write("more");
  socket.resume();
  await closed;
  expect(socket.bytesRead).toBeLessThan(3 * LIMITS.outboxBytes);
});

it("ends the one talk in which there is a bug, and tells of it", async () => {
  const bugs: unknown[] = [];
  const bug = new Error("a mistake");
  await echo({
    open: (line) => ({
      feed: (bytes) => {
        if (String(Buffer.from(bytes)) === "bad") throw bug;
        line.write("good");
      },
      end: () => line.hangUp(),
    }),
    bug: (cause) => bugs.push(cause),
  });
  expect(await say("bad")).toBe("");
  expect(bugs).toEqual([bug]);
  expect(await say("fine")).toBe("good");
});

it("says why it can't be", async () => {
  rmSync(data, { recursive: true });
  await expect(echo()).rejects.toThrow("listen");
});
