/** `ok` is as it should be, `mind` is to be known, `wrong` keeps something from working or from being safe. */
export type Level = "ok" | "mind" | "wrong";

/** One thing that was found, for who runs a server. */
export interface Finding {
  readonly level: Level;
  /** What it is about, in a word or two. */
  readonly about: string;
  /** What is so, in a sentence. */
  readonly text: string;
  /** How to mend it, in a sentence. */
  readonly mend?: string;
}

/** Something that is as it should be. */
export function ok(about: string, text: string): Finding {
  return { level: "ok", about, text };
}

/** Something to be known. */
export function mind(about: string, text: string, mend?: string): Finding {
  return { level: "mind", about, text, ...(mend !== undefined && { mend }) };
}

/** Something that keeps something from working or from being safe. */
export function wrong(about: string, text: string, mend?: string): Finding {
  return { level: "wrong", about, text, ...(mend !== undefined && { mend }) };
}
