/** Characters, each with what it looks like, as lines of `target=source,source …` in hexadecimal code points. */
export class Lookalikes {
  readonly #lines: readonly string[];
  /** Made when it is first needed: that takes a while, and many servers never see a name that needs it. */
  #targets: ReadonlyMap<string, string> | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The text with each character replaced by what it looks like. */
  replaceIn(text: string): string {
    this.#targets ??= unpack(this.#lines);
    let replaced = "";
    for (const character of text) replaced += this.#targets.get(character) ?? character;
    return replaced;
  }
}

function unpack(lines: readonly string[]): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const group of lines.join(" ").split(" ")) {
    const [target = "", sources = ""] = group.split("=");
    for (const source of sources.split(",")) targets.set(fromHex(source), fromHex(target));
  }
  return targets;
}

function fromHex(points: string): string {
  return String.fromCodePoint(...points.split("+").map((point) => Number.parseInt(point, 16)));
}
