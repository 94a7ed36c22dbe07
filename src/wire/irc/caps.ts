/**
 * The capabilities that clients may ask for (IRCv3 capability-negotiation), each with its bit in a set of them. The
 * lowest bits are those on which the look of an event depends: see `kinds.ts`.
 */
export const CAPS = {
  "message-tags": 1,
  "server-time": 2,
  "away-notify": 4,
  "extended-join": 8,
  "echo-message": 16,
  "labeled-response": 32,
  batch: 64,
  "multi-prefix": 128,
  "userhost-in-names": 256,
  "no-implicit-names": 512,
  "cap-notify": 1024,
} as const;

/** The name of a capability. */
export type Cap = keyof typeof CAPS;

/** The bits on which the look of an event depends. */
export const RENDER_BITS: number =
  CAPS["message-tags"] | CAPS["server-time"] | CAPS["away-notify"] | CAPS["extended-join"];

/** The names of the capabilities in a set, as CAP LIST shows them. */
export function capNames(caps: number): string {
  return Object.entries(CAPS)
    .filter(([, bit]) => (caps & bit) !== 0)
    .map(([name]) => name)
    .join(" ");
}

/** The names of all capabilities, as CAP LS shows them. */
export const ALL_CAPS: string = Object.keys(CAPS).join(" ");

/** The set after a request such as `echo-message -server-time`; nothing if it names one that is not there. */
export function requestCaps(caps: number, request: string): number | undefined {
  let wanted = caps;
  for (const word of request.split(" ")) {
    if (word === "") continue;
    const off = word.startsWith("-");
    const name = off ? word.slice(1) : word;
    if (!isCap(name)) return undefined;
    wanted = off ? wanted & ~CAPS[name] : wanted | CAPS[name];
  }
  return wanted;
}

function isCap(name: string): name is Cap {
  return Object.hasOwn(CAPS, name);
}
