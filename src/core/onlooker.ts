import type { Register } from "./account-commands.ts";
import type { Command, Open, Typing } from "./commands.ts";
import type { Event } from "./events.ts";
import type { Kind, Reader } from "./ports.ts";

/** What a session asks for without changing anything. */
export type Looking = { readonly type: "history" | "search" | "files" | "targets"; readonly of?: string };

/** What a session asks of the core, before what the node finds out about it. */
export type AskedFor = Command | Open | Register | Typing | Looking | { readonly type: "redact" | "edit" | "report" };

/** Looks on while a session asks and is told. It MUST NOT throw. */
export interface Onlooker {
  asked(what: AskedFor): void;
  /** The session is told an event: all that is written until `run` returns is because of it. */
  told(event: Event, run: () => void): void;
  /** What was looked up of the past is told right after this: these events, or files of a talk. */
  found(what: readonly Event[] | "files"): void;
}

/** A reader that is told what another is, with somebody looking on. */
export function overlooked(reader: Reader, onlooker: Onlooker): Reader {
  const kind: Kind = { render: () => undefined };
  const { watched } = reader;
  return {
    kind,
    deliver: (text) => reader.deliver(text),
    tell: (event) =>
      onlooker.told(event, () => {
        const text = reader.kind.render(event);
        if (text === undefined) reader.tell?.(event);
        else if (text !== "") reader.deliver(text);
      }),
    ...(watched && { watched: (event, heard) => onlooker.told(event, () => watched.call(reader, event, heard)) }),
    goodbye: (why) => reader.goodbye(why),
  };
}
