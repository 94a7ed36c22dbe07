import { openSync, writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { openFiles } from "./file-store.ts";
import { taken } from "./files.fixture.ts";
import { MemoryRows } from "./memory-rows.fixture.ts";

/** The content of the file of that name: some are large, and every seventh is the same. */
export function contentOf(name: string): string {
  const number = Number(name.split(".")[1]);
  return number % 7 === 0 ? "the same again" : `${name} `.repeat(1 + ((number * 7_919) % 40_000));
}

/**
 * A process that uploads until it is killed: `uploader.fixture.ts DIR RUN REPORT COUNT`. It has several uploads on their
 * way at any time, in parts, and sweeps all the time. It adds to REPORT the id and the name of each file that is
 * acknowledged. Once these are COUNT it says so, and goes on.
 */
if (import.meta.main) {
  const [dir = "", run = "", report = "", count = ""] = process.argv.slice(2);
  const fd = openSync(report, "a");
  const limits = { fileBytes: 10_000_000, ownerBytes: 10_000_000_000, types: ["text/*"] };
  const store = await openFiles({ dir, rows: new MemoryRows(), limits, clock: Date.now });
  let next = 0;
  let told = 0;

  const uploadNext = async (): Promise<void> => {
    const name = `${run}.${next++}`;
    const owner = name;
    const bytes = Buffer.from(contentOf(name));
    const half = Math.floor(bytes.length / 2);
    const { id } = taken(await store.begin({ name, type: "text/plain", owner, room: owner }));
    taken(await store.append(id, owner, { offset: 0, bytes: inPieces(bytes.subarray(0, half)), isLast: false }));
    taken(await store.append(id, owner, { offset: half, bytes: inPieces(bytes.subarray(half)), isLast: true }));
    writeSync(fd, `${id} ${name}\n`);
    if (++told === Number(count)) process.stdout.write("enough\n");
  };
  const forever = async (work: () => Promise<void>): Promise<never> => {
    for (;;) await work();
  };
  const sweep = async (): Promise<void> => {
    await store.sweep();
    await setImmediate();
  };
  await Promise.all([...Array.from({ length: 6 }, () => forever(uploadNext)), forever(sweep)]);
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 20_000) yield bytes.subarray(at, at + 20_000);
}
