/** What a text of Slack refers to. */
export interface SlackNames {
  /** The nick of a user's id. */
  nickOf(user: string): string | undefined;
  /** The name of a channel's id, with its `#`. */
  channelOf(channel: string): string | undefined;
}

/** Something in angle brackets: what it is, and what it is to be shown as. */
const BRACKETS = /<([^<>|]*)(?:\|([^<>]*))?>/g;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&amp;", "&"],
]);

/** A text as its author saw it: with names in place of ids, links as they are, and nothing escaped. */
export function plainText(text: string, names: SlackNames): string {
  const named = text.replace(BRACKETS, (whole, what: string, label: string | undefined) =>
    shown(what, label ?? "", names, whole),
  );
  return named.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES.get(entity) ?? entity);
}

function shown(what: string, label: string, names: SlackNames, whole: string): string {
  const rest = what.slice(1);
  switch (what.slice(0, 1)) {
    case "@":
      return `@${names.nickOf(rest) ?? (label.replace(/^@/, "") || rest)}`;
    case "#":
      return names.channelOf(rest) ?? `#${label.replace(/^#/, "") || rest}`;
    case "!":
      return command(rest, label);
    default:
      return /^[a-z][\w+.-]*:/i.test(what) ? link(what, label) : whole;
  }
}

/** `<!here>`, `<!subteam^S1|@team>`, `<!date^…|a fallback>`. */
function command(what: string, label: string): string {
  if (label !== "") return label;
  return `@${what.split("^")[0]}`;
}

function link(url: string, label: string): string {
  const bare = url.replace(/^mailto:/, "");
  const isSame = label === "" || label === bare || bare.replace(/^https?:\/\//, "").replace(/\/$/, "") === label;
  return isSame ? bare : `${label} (${bare})`;
}
