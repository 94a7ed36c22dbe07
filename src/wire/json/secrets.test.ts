import { describe, expect, it, test } from "vitest";
import { Mask } from "../masks/mask.ts";
import { COMMANDS } from "./commands.ts";
import { isSecretField, RECEIVED, SENT, type Secrecy } from "./field-secrecy.ts";
import { parseCommand } from "./parse-command.ts";
import { jsonSecrets } from "./secrets.ts";

/** The fields of a schema and of what is within it, each as its path. */
function pathsOf(schema: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof schema !== "object" || schema === null) return [path];
  if ("wrapped" in schema) return pathsOf(schema.wrapped, path);
  if ("item" in schema) return pathsOf(schema.item, path);
  if (!("entries" in schema) || typeof schema.entries !== "object" || schema.entries === null) return [path];
  return Object.entries(schema.entries).flatMap(([name, one]) => pathsOf(one, [...path, name]));
}

/** What is said of a field, or of what it is within; nothing if nothing is. */
function secrecyOf(row: Secrecy, path: readonly string[]): string | undefined {
  let at: Secrecy | undefined = row;
  for (const name of path) {
    if (at === "secret" || at === "free") return at;
    if (at === undefined || at === "shown") return undefined;
    at = at[name];
  }
  return typeof at === "string" ? at : undefined;
}

/** The object in which a value is at a path. */
function within([name, ...rest]: readonly string[], value: string): object | string {
  return name === undefined ? value : { [name]: within(rest, value) };
}

/** A text that is shown to who watches. */
function seen(line: string): string {
  return Buffer.from(new Mask(jsonSecrets(), false).hide(Buffer.from(line), false)).toString();
}

const FIELDS = Object.entries(COMMANDS).flatMap(([name, schema]) =>
  pathsOf(schema)
    .filter(([field]) => field !== "type" && field !== "ref")
    .map((path) => ({ name, path, field: path.join(".") })),
);

const ROWS: Readonly<Record<string, Secrecy>> = SENT;

test.each(FIELDS)("of the field $field of $name it is known whether it is secret, and then it is hidden", (one) => {
  const secrecy = secrecyOf(ROWS[one.name] ?? "secret", one.path);
  expect(secrecy).toBeDefined();
  const object = within(one.path, "Planted");
  const before = { type: one.name, ...(typeof object === "object" && object) };
  const after = { ...(typeof object === "object" && object), type: one.name };
  for (const it of [before, after]) {
    if (secrecy === "secret") expect(seen(JSON.stringify(it))).not.toContain("Planted");
  }
});

describe("a secret of an answer", () => {
  const secrets = (row: Secrecy, path: readonly string[] = []): readonly (readonly string[])[] =>
    typeof row === "string"
      ? row === "secret"
        ? [path]
        : []
      : Object.entries(row).flatMap(([name, within]) => secrets(within, [...path, name]));
  const all = Object.entries<Secrecy>(RECEIVED).flatMap(([type, row]) =>
    secrets(row).map((path) => ({ type, path, field: path.join(".") })),
  );

  test.each(all)("in the field $field of $type is hidden", ({ type, path }) => {
    const object = within(path, "Planted");
    expect(seen(JSON.stringify({ type, ...(typeof object === "object" && object) }))).not.toContain("Planted");
  });

  it("is hidden wherever such a field may be: tokens, tickets, invite links, keys of channels", () => {
    const fields = all.map(({ field }) => field);
    for (const one of ["ticket", "token", "code", "url", "key", "changes.parameter"]) expect(fields).toContain(one);
  });
});

describe("who watches", () => {
  it("sees nothing of where a browser is told, whatever is around it", () => {
    const keys = { p256dh: "Planted1", auth: "Planted2" };
    const line = JSON.stringify({ type: "push-add", endpoint: "https://push.example/Planted", keys, ref: "7" });
    expect(seen(line)).toBe('{"type":"push-add","endpoint":********,"keys":********,"ref":"7"}');
    expect(seen(JSON.stringify({ p256dh: "Planted", auth: "Planted" }))).not.toContain("Planted");
  });

  it("sees nothing of a field that nobody knows, since its name may be misspelt", () => {
    expect(seen('{"type":"login","pasword":"Planted","account":"a"}')).toBe(
      '{"type":"login","pasword":********,"account":"a"}',
    );
    expect(seen('{"type":"login","pass":{"account":"Planted"},"ref":"1"}')).toBe(
      '{"type":"login","pass":********,"ref":"1"}',
    );
    expect(seen('{"":"Planted"}')).toBe('{"":********}');
    expect(seen("{pasword: Planted}")).toBe("{pasword: ********}");
  });

  it("sees what has names that anybody may choose, and nothing of secrets there", () => {
    const said = { type: "say", to: "#a", text: "yes", tags: { "+draft/reply": "e-7", "+x": "1" }, ref: "1" };
    expect(seen(JSON.stringify(said))).toBe(JSON.stringify(said));
    const figures = { type: "status", at: 1, figures: { at: 1, connections: { irc: 2, json: 1 }, sockets: 3 } };
    expect(seen(JSON.stringify(figures))).toBe(JSON.stringify(figures));
    expect(seen('{"tags":{"password":"Planted"},"pasword":"Planted"}')).not.toContain("Planted");
  });

  it("sees of an answer all but its secrets", () => {
    const from = { nick: "tom", user: "json", host: "h", address: { host: "::1", port: 1 } };
    const message = { type: "message", seq: 1, at: 1, id: "e-1", from, to: "#a", form: "message", text: "a: b, {c}" };
    const history = { type: "ok", ref: "1", channel: "#a", messages: [message], more: false };
    expect(seen(JSON.stringify(history))).toBe(JSON.stringify(history));
    const modes = { type: "ok", channel: "#a", flags: "nt", key: "Planted", masks: [] };
    expect(seen(JSON.stringify(modes))).toBe(JSON.stringify(modes).replace('"Planted"', "********"));
  });
});

describe("a command that can't be read", () => {
  it("is not told again what a secret of it was, also within it", () => {
    expect(isSecretField("mode", ["changes", "0", "parameter"])).toBe(true);
    expect(isSecretField("say", ["text"])).toBe(false);
    for (const bad of [
      { type: "push-add", endpoint: "e", keys: { p256dh: "p", auth: 4711 } },
      { type: "push-add", endpoint: 4711, keys: {} },
      { type: "mode", channel: "#a", changes: [{ set: true, mode: "k", parameter: 4711 }] },
      { type: "login", token: 4711 },
    ]) {
      const parsed = parseCommand(JSON.stringify(bad));
      expect(parsed).toMatchObject({ problem: "bad-command" });
      expect(JSON.stringify(parsed)).not.toContain("4711");
    }
  });
});
