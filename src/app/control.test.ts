import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ControlSocket } from "../server/control.ts";
import { openStore } from "../store/store.ts";
import { type Config, readConfig } from "./config.ts";
import { openControl } from "./control.ts";

let base: string;
let data: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "parley-ctl-data-"));
  data = join(base, "data");
});

afterEach(() => rmSync(base, { recursive: true }));

const ACCOUNTS = v.object({ accounts: v.array(v.looseObject({ account: v.string() })), more: v.boolean() });
const LINK = v.object({ url: v.string() });

function configOf(flags: Parameters<typeof readConfig>[0] = {}): Config {
  return readConfig({ data, passwordIterations: "4096", ...flags }, {});
}

async function names(): Promise<readonly string[]> {
  const control = await openControl(configOf(), { makes: false });
  const { accounts } = await control.ask({ type: "accounts", limit: 10 }, ACCOUNTS);
  await control.close();
  return accounts.map(({ account }) => account);
}

it("works on the data before there was ever a server, and keeps what was done", async () => {
  const control = await openControl(configOf(), { makes: true });
  await control.ask({ type: "register", account: "ada", password: "sesame", role: "owner" }, v.looseObject({}));
  await expect(
    control.ask({ type: "register", account: "ADA", password: "sesame" }, v.looseObject({})),
  ).rejects.toThrow("There is an account of that name already.");
  await control.close();
  expect(await names()).toEqual(["ada"]);
});

it("makes no folder by mistake", async () => {
  await expect(openControl(configOf(), { makes: false })).rejects.toThrow(`There is no data of a server in ${data}`);
  expect(existsSync(data)).toBe(false);
});

it("asks the server that has the folder", async () => {
  const store = await openStore({ dir: data, clock: Date.now });
  const asked: string[] = [];
  const socket = await ControlSocket.open({
    data,
    open: (line) => ({
      feed(bytes) {
        asked.push(String(Buffer.from(bytes)));
        line.write('{"type":"ok","ref":"1","accounts":[{"account":"eve"}],"more":false}\n');
      },
      end: () => line.hangUp(),
    }),
    bug: () => undefined,
  });
  expect(await names()).toEqual(["eve"]);
  expect(asked).toEqual(['{"type":"accounts","limit":10,"ref":"1"}\n']);
  await socket.close();
  await store.close();
});

it("waits for who has the folder and can't be asked, such as another command", async () => {
  const control = await openControl(configOf(), { makes: true });
  const waiting = names();
  await control.ask({ type: "register", account: "ada", password: "sesame" }, v.looseObject({}));
  await control.close();
  expect(await waiting).toEqual(["ada"]);
});

it("makes links with the certificate that the server will have, and makes that", async () => {
  const config = configOf({ host: "192.0.2.7", port: "5050" });
  const link = async (links: boolean): Promise<string> => {
    const control = await openControl(config, { makes: true, links });
    const { url } = await control.ask({ type: "invite-add" }, LINK);
    await control.close();
    return url;
  };
  const first = await link(true);
  expect(first).toMatch(/^https:\/\/192\.0\.2\.7:5050\/invite\/[\w-]{27}#sha256=[0-9a-f]{64}$/);
  expect(readdirSync(join(data, "tls")).sort()).toEqual(["cert.pem", "key.pem"]);
  expect((await link(true)).split("#")[1]).toBe(first.split("#")[1]);
});
