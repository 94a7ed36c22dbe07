import { expect, it } from "vitest";
import { parseRecord, type UploadRecord } from "./record.ts";

const ID = "abcdefghijklmnopqrstuvwxyz";
const RECORD: UploadRecord = { id: ID, name: "a.txt", type: "text/plain", owner: "alice", room: "alice", at: 1 };
const WHOLE: UploadRecord = { ...RECORD, declared: 3, whole: { hash: "0f".repeat(32), size: 3, at: 2 } };

it.each([
  ["unfinished", RECORD],
  ["whole", WHOLE],
])("reads what was written of one that is %s", (_, record) => {
  expect(parseRecord(ID, JSON.stringify(record))).toEqual(record);
});

it.each([
  "",
  "null",
  "[]",
  "{}",
  JSON.stringify(WHOLE).slice(0, -1),
  JSON.stringify({ ...RECORD, id: "zzzzzzzzzzzzzzzzzzzzzzzzzz" }),
  JSON.stringify({ ...RECORD, name: 1 }),
  JSON.stringify({ ...RECORD, owner: undefined }),
  JSON.stringify({ ...RECORD, room: undefined }),
  JSON.stringify({ ...RECORD, at: "1" }),
  JSON.stringify({ ...RECORD, declared: -1 }),
  JSON.stringify({ ...RECORD, whole: null }),
  JSON.stringify({ ...RECORD, whole: { hash: "../../x", size: 3, at: 2 } }),
  JSON.stringify({ ...RECORD, whole: { hash: "0f".repeat(32), size: 0.5, at: 2 } }),
])("finds damage in %s", (text) => {
  expect(parseRecord(ID, text)).toBeUndefined();
});
