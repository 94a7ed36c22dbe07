import type { Facts } from "../ports.ts";
import type { Bucket } from "./bucket.ts";
import { NatsTrouble, troubleOf } from "./trouble.ts";

/** Facts in a key-value bucket. */
export class NatsFacts implements Facts {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async get(name: string): Promise<string | undefined> {
    try {
      return await this.#bucket.get(name);
    } catch (cause) {
      throw troubleOf(cause, `know the fact ${name}`);
    }
  }

  async settle(name: string, text: string): Promise<string> {
    const doing = `settle the fact ${name}`;
    try {
      if (await this.#bucket.create(name, text)) return text;
    } catch (cause) {
      // It may be there all the same; who asks again is told.
      throw troubleOf(cause, doing);
    }
    const settled = await this.get(name);
    if (settled === undefined) throw new NatsTrouble(`Could not ${doing}: it is there, and can't be read just now.`);
    return settled;
  }

  async put(name: string, text: string): Promise<void> {
    try {
      await this.#bucket.put(name, text);
    } catch (cause) {
      throw troubleOf(cause, `set the fact ${name}`);
    }
  }
}
