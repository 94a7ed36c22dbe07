import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { type Column, type TableStyle, writeFacts, writeTable } from "./tables.ts";

interface Row {
  readonly name: string;
  readonly what: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "name", of: ({ name }) => name },
  { title: "what", of: ({ what }) => what },
];
const ROWS: readonly Row[] = [
  { name: "ada", what: "owner" },
  { name: "日本", what: "" },
  { name: "x", what: "a\tb\nc\u001b[2J" },
];

function written(style: TableStyle, rows: readonly Row[] = ROWS): string {
  const output = new PassThrough();
  writeTable(output, style, { columns: COLUMNS, rows, none: "There are none." });
  return String(output.read() ?? "");
}

it("aligns columns under their titles on a terminal, by the cells that letters take", () => {
  const lines = written({ isTerminal: true, json: false }).split("\n");
  expect(lines.slice(0, 3)).toEqual(["name  what", "ada   owner", "日本"]);
});

it("says on a terminal that there are none, and nothing in a pipe", () => {
  expect(written({ isTerminal: true, json: false }, [])).toBe("There are none.\n");
  expect(written({ isTerminal: false, json: false }, [])).toBe("");
});

it("writes a line for each row and a tab between cells in a pipe, whatever is in them", () => {
  const lines = written({ isTerminal: false, json: false }).split("\n");
  expect(lines.slice(0, 2)).toEqual(["ada\towner", "日本\t"]);
  expect(lines).toHaveLength(4);
  expect(lines[2]).toBe("x\ta b c\ufffd[2J");
});

it("writes rows as JSON where that is wanted", () => {
  const lines = written({ isTerminal: true, json: true }).trimEnd().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(ROWS);
});

it("writes one thing by its properties", () => {
  const facts = [
    ["name", "ada"],
    ["role", "own\ner"],
  ] as const;
  const show = (style: TableStyle): string => {
    const output = new PassThrough();
    writeFacts(output, style, { name: "ada" }, facts);
    return String(output.read());
  };
  expect(show({ isTerminal: true, json: false })).toBe("name  ada\nrole  own er\n");
  expect(show({ isTerminal: false, json: false })).toBe("name\tada\nrole\town er\n");
  expect(show({ isTerminal: false, json: true })).toBe('{"name":"ada"}\n');
});
