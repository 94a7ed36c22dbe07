import { type Refusal, refuse } from "../../core/answers.ts";
import type { FileRef } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Session } from "../../core/session.ts";
import type { Line, Settings } from "../conversation.ts";
import type { JsonCommand } from "./commands.ts";
import type { Ok } from "./messages.ts";

/** What a JSON client is told of files. */

type FilesCommand = Extract<JsonCommand, { type: "files" }>;

/**
 * The files that were shared in a place, and whether there are more.
 * @throws Error (rejects) if they can't be looked up just now
 */
export async function filesAnswer(
  session: Session,
  { channel, with: nick, name, limit = LIMITS.historyDefault }: FilesCommand,
): Promise<Pick<Ok, "files" | "more"> | { readonly refusal: Refusal }> {
  const of = placeOf(channel, nick);
  if (typeof of !== "string") return { refusal: of };
  const most = Math.min(limit, LIMITS.filesListed);
  const found = await session.listFiles(of, name === undefined ? most + 1 : LIMITS.filesSought);
  if ("refusal" in found) return found;
  const wanted = name === undefined ? found : named(found, name);
  return { files: wanted.slice(0, most).map(shown), more: wanted.length > most };
}

/** A ticket, and where files are uploaded to, if any are taken. */
export function ticketAnswer(
  line: Line,
  { uploads }: Settings,
): Pick<Ok, "ticket" | "upload"> | { readonly refusal: Refusal } {
  const ticket = line.ticket();
  if (ticket === undefined) return { refusal: refuse("unavailable", undefined, "This server has no files.") };
  return { ticket, ...(uploads !== undefined && { upload: uploads }) };
}

/** What others may know of a file: not whose it is. */
function shown({ id, name, type, size, hash }: FileRef): FileRef {
  return { id, name, type, size, hash };
}

/** Names are kept composed (Unicode NFC), however they are written. */
function named(files: readonly FileRef[], name: string): readonly FileRef[] {
  const composed = name.normalize("NFC");
  return files.filter((file) => file.name === composed);
}

function placeOf(channel: string | undefined, nick: string | undefined): string | Refusal {
  const of = channel ?? nick;
  if (of === undefined || (channel !== undefined && nick !== undefined)) {
    return refuse("bad-command", undefined, 'files needs either the field "channel" or the field "with".');
  }
  if (channel !== undefined) return channel.startsWith("#") ? channel : refuse("no-such-channel", channel);
  return of.startsWith("#") ? refuse("no-such-nick", of) : of;
}
