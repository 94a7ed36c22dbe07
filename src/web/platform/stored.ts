import * as v from "valibot";

/** What the page keeps in this browser. Where that is forbidden it is kept for as long as the page is open. */

const PREFIX = "parley.";
const fallback = new Map<string, string>();

function read(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return fallback.get(name);
  }
}

function write(name: string, text: string): void {
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    fallback.set(name, text);
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
