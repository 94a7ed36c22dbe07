import * as v from "valibot";

/** What the page keeps in this browser. Where that is forbidden it is kept for as long as the page is open. */

const PREFIX = "parley.";
const fallback = new Map<string, string>();

function read(name: string): string | undefined {
  const known = fallback.get(name);
  if (known !== undefined) return known;
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(name: string, text: string): void {
  try {
    localStorage.setItem(PREFIX + name, text);
    fallback.delete(name);
  } catch {
    // It is forbidden, or there is no more room: what was kept before is not so any more.
    fallback.set(name, text);
  }
}

/** Forgets all that is kept here but what has one of these names. */
export function forgetAllBut(names: readonly string[]): void {
  for (const name of fallback.keys()) if (!names.includes(name)) fallback.delete(name);
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !names.includes(key.slice(PREFIX.length))) localStorage.removeItem(key);
    }
  } catch {
    // Where nothing may be kept there is nothing to forget.
  }
}

/** One thing that is kept: what cannot be read any more is as if it had never been there. */
export class Stored<T> {
  readonly #name: string;
  readonly #schema: v.GenericSchema<unknown, T>;

  constructor(name: string, schema: v.GenericSchema<unknown, T>) {
    this.#name = name;
    this.#schema = schema;
  }

  get(): T | undefined {
    const text = read(this.#name);
    if (text === undefined) return undefined;
    try {
      const parsed = v.safeParse(this.#schema, JSON.parse(text));
      return parsed.success ? parsed.output : undefined;
    } catch {
      return undefined;
    }
  }

  set(value: T): void {
    write(this.#name, JSON.stringify(value));
  }
}
