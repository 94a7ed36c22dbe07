import { waysIn } from "../src/server/ways-in.ts";

/** Where the parts of a cluster on this machine are. */
export interface ClusterFacts {
  readonly nats: readonly { readonly name: string; readonly url: string }[];
  readonly nodes: readonly { readonly name: string; readonly port: number }[];
  readonly folder: string;
}

/** What a person sees who starts a cluster: every way in, where things are kept, and what to try. */
export function clusterBanner(version: string, { nats, nodes, folder }: ClusterFacts): string {
  const [first, second] = nodes;
  const ways = nodes.map(({ name, port }): [string, string] => [name, `http://localhost:${port}`]);
  const try_: [string, string][] =
    first && second
      ? [
          ["terminal", waysIn({ host: "localhost", port: first.port, isTls: false }).terminal],
          ["IRC", waysIn({ host: "localhost", port: second.port, isTls: false }).irc],
          [`kill ${first.name}`, `who was there finds the same talk at ${second.name}`],
          ["kill nats-1", "the talk goes on: two of three are enough"],
          ["kill nats-2", "with nats-1 gone too: nothing more can be said, all can be read"],
          ["start NAME", "it comes back, and catches up"],
          ["pause NAME", "it stands still; resume NAME has it go on"],
        ]
      : [
          ["kill nats-1", "two of three are enough for the log to go on"],
          ["start nats-1", "it comes back, and catches up"],
          ["pause nats-1", "it stands still; resume nats-1 has it go on"],
        ];
  return [
    "",
    `  parley ${version}: ${nodes.length > 0 ? `${nodes.length} nodes, one log` : "what keeps the log of a cluster"}`,
    "",
    ...table(ways),
    ...(ways.length > 0 ? [""] : []),
    ...table(nats.map(({ name, url }) => [name, url])),
    ...table([["data", folder]]),
    "",
    "  Type here, and see what happens:",
    "",
    ...table(try_),
    "",
    "  Ctrl-C ends all; what was said stays in the folder.",
    "",
    "",
  ].join("\n");
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([name, text]) => `  ${name.padEnd(13)} ${text}`);
}
