import { LIMITS } from "../../core/limits.ts";
import { isChannelName, isNick, nickKey, spareNick } from "../../core/names.ts";
import { cut } from "../../core/utf8.ts";
import { isName } from "./checks.ts";

/** Bytes of a nick that is made of a name; a number fits behind it. */
const NICK_BYTES = 40;

/** What somebody is called of whose name nothing can be a nick. */
const NOBODY = "someone";

/** A nick that is like a name: `Ada Lovelace` becomes `Ada_Lovelace`. */
export function nickFrom(name: string): string {
  const plain = name
    .slice(0, NICK_BYTES * 4)
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}_[\]\\`^{}|-]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  const nick = cut(/^[\p{M}\p{N}-]/u.test(plain) ? `_${plain}` : plain, NICK_BYTES);
  return isNick(nick) ? nick : NOBODY;
}

/** A channel's name that is like another name. */
export function channelFrom(name: string): string {
  const plain = name.replace(/^#/, "").replace(/[\s,:*?\p{C}]+/gu, "_");
  const channel = cut(`#${plain}`, LIMITS.channelNameBytes);
  // What is folded may be longer.
  const shorter = cut(channel, LIMITS.channelNameBytes / 16);
  return [channel, shorter].find(isChannelName) ?? `#${NOBODY}`;
}

/** Gives everybody of a source a nick of their own. */
export class Nicks {
  readonly #byId = new Map<string, string>();
  /** By the key of each nick that was asked for, how many have asked; 1 for those that were given as a spare. */
  readonly #asked = new Map<string, number>();

  /**
   * The nick of somebody: one like `name`, if they have none yet. Beyond `LIMITS.importNames` people it may be that of
   * another one too.
   * @param id - who it is, in the source
   */
  nickOf(id: string, name: string): string {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const wanted = isName(name) ? name : nickFrom(name);
    if (this.#byId.size >= LIMITS.importNames) return wanted;
    const nick = this.#free(wanted);
    this.#byId.set(id, nick);
    return nick;
  }

  /** The nick that somebody has already. */
  find(id: string): string | undefined {
    return this.#byId.get(id);
  }

  #free(wanted: string): string {
    const key = nickKey(wanted);
    let attempt = this.#asked.get(key) ?? 0;
    let nick: string;
    do nick = spareNick(wanted, ++attempt, isNick);
    while (this.#asked.has(nickKey(nick)));
    this.#asked.set(key, attempt);
    if (nick !== wanted) this.#asked.set(nickKey(nick), 1);
    return nick;
  }
}
