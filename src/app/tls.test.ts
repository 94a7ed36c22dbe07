import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { DAY_MS, goodPair, makePair, writePair } from "../server/tls/pair.fixture.ts";
import { readConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import type { RawOptions } from "./options.ts";
import { openTls, type RunningTls } from "./tls.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "parley-tls-"));
  onTestFinished(() => rmSync(base, { recursive: true }));
});

/** TLS as a server has it on that is started so, and what it says. */
async function start(
  flags: RawOptions,
  clock: () => number = Date.now,
): Promise<{ readonly tls: RunningTls; readonly said: string[] }> {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const config = readConfig({ data: join(base, "data"), ...flags }, {});
  const tls = await openTls(config.tls ?? {}, config, { told: say, warned: say }, clock);
  onTestFinished(() => tls.stop());
  return { tls, said };
}

describe("A certificate that the server makes", () => {
  it("is made once, for nobody else to read, and is the same at each start", async () => {
    const { tls } = await start({ tls: true });
    expect(tls).toMatchObject({
      isSelfSigned: true,
      fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    });
    const folder = join(base, "data", "tls");
    const mode = (path: string): number => statSync(path).mode & 0o777;
    expect([folder, join(folder, "key.pem"), join(folder, "cert.pem")].map(mode)).toEqual([0o700, 0o600, 0o600]);
    expect((await start({ tls: true })).tls.fingerprint).toBe(tls.fingerprint);
  });

  it("is made anew if the start was interrupted before all was there", async () => {
    const folder = join(base, "data", "tls");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "key.pem"), "half a ke");
    await expect(start({ tls: true })).resolves.toBeDefined();
  });

  it("comes behind its key, so that a start which fails leaves nothing that is in the way of the next", async () => {
    const inTheWay = join(base, "data", "tls", "key.pem.part");
    mkdirSync(inTheWay, { recursive: true });
    await expect(start({ tls: true })).rejects.toThrow(/can't be written to .*tls \(EISDIR\)/);
    rmSync(inTheWay, { recursive: true });
    await expect(start({ tls: true })).resolves.toBeDefined();
  });

  it("is not made anew where something is wrong with it, since clients know it", async () => {
    await start({ tls: true });
    const folder = join(base, "data", "tls");
    rmSync(join(folder, "key.pem"));
    await expect(start({ tls: true })).rejects.toThrow(/key\.pem can't be read \(ENOENT\)/);
    writeFileSync(join(folder, "key.pem"), (await makePair()).key);
    await expect(start({ tls: true })).rejects.toThrow(/The key is not the one of the certificate\. .*Remove both/);
    await expect(start({ tls: true })).rejects.toThrow(ConfigError);
  });
});

describe("A certificate of the operator's", () => {
  it("is taken again when its files have changed, as the tools do it that renew it", async () => {
    const live = join(base, "live");
    for (const version of ["1", "2"]) {
      mkdirSync(join(base, version));
      writePair(await makePair(`${version}.test`), join(base, version, "cert.pem"), join(base, version, "key.pem"));
    }
    symlinkSync(join(base, "1"), live);
    const { tls, said } = await start({ tlsCert: join(live, "cert.pem"), tlsKey: join(live, "key.pem") });
    const before = tls.fingerprint;
    await tls.look();
    expect([tls.fingerprint, said]).toEqual([before, []]);
    symlinkSync(join(base, "2"), `${live}.new`);
    renameSync(`${live}.new`, live);
    expect(lstatSync(live).isSymbolicLink()).toBe(true);
    await tls.look();
    expect(tls.fingerprint).not.toBe(before);
    expect(tls.isSelfSigned).toBe(false);
    expect(said).toEqual([
      expect.stringMatching(/^new connections get the new certificate, good until \d{4}-\d\d-\d\d: /),
    ]);
  });

  it("stays when what is there now can't be used, and the operator is told", async () => {
    const [tlsCert, tlsKey] = [join(base, "cert.pem"), join(base, "key.pem")];
    writePair(await goodPair(), tlsCert, tlsKey);
    const { tls, said } = await start({ tlsCert, tlsKey });
    const before = tls.fingerprint;
    writeFileSync(tlsCert, "");
    for (let i = 0; i < 3; i++) await tls.look();
    rmSync(tlsCert);
    for (let i = 0; i < 3; i++) await tls.look();
    expect(tls.fingerprint).toBe(before);
    expect(said).toEqual([
      expect.stringMatching(/^the certificate that was there stays: The certificate is not one in PEM\. .*cert\.pem/),
      expect.stringMatching(/stays: The files can't be read: Error: ENOENT/),
    ]);
  });

  it("is said to end, two weeks before", async () => {
    const [tlsCert, tlsKey] = [join(base, "cert.pem"), join(base, "key.pem")];
    writePair(await makePair("a.test", 13 * DAY_MS), tlsCert, tlsKey);
    const { tls, said } = await start({ tlsCert, tlsKey });
    await tls.look();
    expect(said).toEqual([expect.stringMatching(/^the certificate in .*cert\.pem ends on .*without a restart$/)]);
  });
});

it("says what is wrong where nothing can be written", async () => {
  mkdirSync(join(base, "data"));
  writeFileSync(join(base, "data", "tls"), "in the way");
  await expect(start({ tls: true })).rejects.toThrow(/cert\.pem can't be read \(ENOTDIR\)|can't be written/);
  chmodSync(base, 0o700);
});
