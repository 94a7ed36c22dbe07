import { expect, it } from "vitest";
import { join, parley, scene } from "./scene.ts";

it.each([[[]], [["ack", "turns"]]])(
  "demo calls its visitors what they are called in the channel (listeners: %s)",
  async (more) => {
    const server = await scene(...more.flatMap((name) => ["--listen", `${name}://127.0.0.1:0/lobby`]));
    // Somebody has a name already that a visitor would like.
    await join(server, "Rhea");
    const witness = await join(server, "witness");
    const ports = more.flatMap((name) => [`--${name}-port`, String(server.ports[name])]);
    const demo = parley(["demo", `localhost:${server.port}`, "--messages", "0", ...ports]);
    const [, list = ""] =
      /^5 visitors talk at localhost:\d+: (.+)\. Ctrl-C ends it\.\n/.exec(await demo.until("\n")) ?? [];
    const names = list.split(", ");
    expect(new Set(names).size).toBe(5);
    expect(await demo.exit).toBe(0);
    const gone: string[] = [];
    while (gone.length < 5) gone.push((await witness.next("quit")).from.nick);
    expect(gone.toSorted()).toEqual(names.toSorted());
  },
);
