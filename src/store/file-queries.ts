import type { DatabaseSync } from "node:sqlite";
import type { FileRef, OwnedFile } from "../core/files.ts";
import { number, type Row, text } from "./columns.ts";

/** What the reader is asked about files that messages share, as they are on disk. */
export type FileQuestion =
  /** The messages that share a file. */
  | { readonly type: "shares"; readonly file: string }
  /** Files that were shared in a place from a seq on, but for those messages; of several of one name the newest. */
  | {
      readonly type: "files";
      readonly place: string;
      readonly limit: number;
      readonly since: number;
      readonly redacted: readonly number[];
    }
  /** Bytes of the files in a room, each content once and but for these. */
  | { readonly type: "used"; readonly room: string; readonly except: readonly string[] }
  /** Those of these hashes whose content no message shares. */
  | { readonly type: "unused"; readonly hashes: readonly string[] };

/** A message that shares a file. */
export interface Share {
  readonly file: OwnedFile;
  readonly place: string;
  readonly seq: number;
}

/** What answers such questions, as JSON: `Share[]`, `FileRef[]`, a number, or hashes. */
export function fileAnswerer(db: DatabaseSync): (question: FileQuestion) => string {
  const shares = db.prepare("SELECT * FROM file WHERE id = ? ORDER BY seq");
  const files = db.prepare(
    `SELECT *, max(seq) FROM file WHERE place = ? AND seq >= ? AND seq NOT IN (SELECT value FROM json_each(?))
     GROUP BY name ORDER BY seq DESC LIMIT ?`,
  );
  const used = db.prepare(
    `SELECT ifnull(sum(size), 0) AS bytes FROM
     (SELECT DISTINCT hash, size FROM file WHERE room = ? AND hash NOT IN (SELECT value FROM json_each(?)))`,
  );
  const unused = db.prepare("SELECT value AS hash FROM json_each(?) WHERE value NOT IN (SELECT hash FROM file)");
  const listed = ({ place, since, redacted, limit }: Extract<FileQuestion, { type: "files" }>): Row[] =>
    files.all(place, since, JSON.stringify(redacted), limit);
  return (question) => {
    switch (question.type) {
      case "shares":
        return JSON.stringify(shares.all(question.file).map(shareOf));
      case "files":
        return JSON.stringify(listed(question).map(refOf));
      case "used":
        return JSON.stringify(number(used.get(question.room, JSON.stringify(question.except)), "bytes"));
      case "unused":
        return JSON.stringify(unused.all(JSON.stringify(question.hashes)).map((row) => text(row, "hash")));
    }
  };
}

function refOf(row: Row): FileRef {
  return {
    id: text(row, "id"),
    name: text(row, "name"),
    type: text(row, "type"),
    size: number(row, "size"),
    hash: text(row, "hash"),
  };
}

function shareOf(row: Row): Share {
  const file = { ...refOf(row), owner: text(row, "owner"), room: text(row, "room") };
  return { file, place: text(row, "place"), seq: number(row, "seq") };
}
