import { LIMITS } from "../../core/limits.ts";
import { shownSize } from "../../core/sizes.ts";
import { type Finding, mind, ok, wrong } from "./finding.ts";
import type { FolderEntry, FolderFacts } from "./folder-facts.ts";

const ABOUT = "data folder";

/** Files that hold what others are not to know. */
const SECRET = /^(?:(?:parley|search)\.db(?:-wal|-shm|-journal)?|[a-z]+\.key|tls\/key\.pem|.+\.part)$/;

/** The only names that belong to what a server keeps; whatever else is there is its owner's affair. */
const OWN = /^(?:parley\.|search\.|[a-z]+\.key$|tls$|tls\/|files$)/;

/** What is to be said of a data folder, but for what its files say. */
export function folderFindings(facts: FolderFacts): readonly Finding[] {
  const { path, is } = facts;
  if (is === "missing") return [missing(facts)];
  if (is === "not a folder") return [wrong(ABOUT, `${path} is a file.`, "Choose a folder with --data.")];
  if (is === "unreadable") return [unreadable(facts)];
  return [whose(facts), running(facts), ...room(facts), ...owners(facts), ...permissions(facts), ...leftovers(facts)];
}

/** Whether a server runs on the folder, as far as can be told. */
export function isRunningOn({ claimed, control }: Pick<FolderFacts, "claimed" | "control">): boolean {
  return claimed === true || control !== "silent";
}

function missing({ path, isWritable }: FolderFacts): Finding {
  if (isWritable) return ok(ABOUT, `${path} is not there yet; the server makes it when it starts.`);
  return wrong(
    ABOUT,
    `${path} is not there, and this user can't make it.`,
    "Choose another one with --data, or make it and give it to the user that runs the server.",
  );
}

function unreadable({ path, why, user, owner }: FolderFacts): Finding {
  const whom = owner === user ? "" : ` It belongs to the user ${owner}.`;
  return wrong(
    ABOUT,
    `${path} can't be read (${why}).${whom}`,
    "Run parley doctor as the user that runs the server, or give this user the right to read it.",
  );
}

function whose({ path, isWritable, owner, user }: FolderFacts): Finding {
  if (user === 0 && owner !== 0) {
    return ok(ABOUT, `${path} belongs to the user ${owner}; you are root, who may write everywhere.`);
  }
  if (isWritable) return ok(ABOUT, `${path} is there, and can be written.`);
  const whom = owner === user ? "belongs to you" : `belongs to the user ${owner}, and you are ${user}`;
  return wrong(
    ABOUT,
    `${path} can't be written: it ${whom}.`,
    `If the server runs as this user, give it the folder (chown -R, chmod u+rwx), or choose another one with --data.`,
  );
}

function running({ claimed, control, path }: FolderFacts): Finding {
  if (control === "answers") return ok("server", "A server runs on this folder, and answers.");
  if (control === "forbidden") {
    return mind("server", "A server runs on this folder as another user.", "Run parley doctor as that one to see all.");
  }
  if (claimed === true) {
    return mind(
      "server",
      `A process has ${path} for itself and does not answer on its control socket.`,
      "If it is a server that starts or stops, or another command, wait for it; else restart it.",
    );
  }
  return ok("server", "No server runs on this folder.");
}

function room({ free, entries }: FolderFacts): readonly Finding[] {
  if (free === undefined) return [];
  const database = entries.find(({ name }) => name === "parley.db")?.bytes ?? 0;
  const text = `${shownSize(free)} are free on the disk; the database has ${shownSize(database)}.`;
  if (free < LIMITS.doctorFreeBytes) {
    return [
      wrong(
        "disk",
        text,
        "Make room: a full disk has the server refuse all that is said. --retention removes what is old.",
      ),
    ];
  }
  if (free < database) {
    return [mind("disk", text, "A backup needs as much room again: write it to another disk, or make room.")];
  }
  return [ok("disk", text)];
}

/** Files that the user can't write to whom the folder belongs, as a command leaves them that somebody ran as root. */
function owners({ owner, entries, path }: FolderFacts): readonly Finding[] {
  const foreign = entries.filter((entry) => OWN.test(entry.name) && entry.owner !== owner);
  if (foreign.length === 0) return [];
  return [
    wrong(
      "owner",
      `${listed(foreign)} in ${path} ${foreign.length === 1 ? "does" : "do"} not belong to the user ${owner}, as the folder does.`,
      `Give all of it to the user that runs the server: chown -R ${owner} ${path}`,
    ),
  ];
}

function permissions({ mode, entries, path }: FolderFacts): readonly Finding[] {
  // Who may not enter the folder reads nothing in it.
  const others = mode & 0o001 ? entries.filter((entry) => isOpen(entry, 0o004)) : [];
  if (others.length > 0) {
    return [
      wrong(
        "permissions",
        `Everybody on this machine can read ${listed(others)} in ${path}, which ${others.length === 1 ? "holds" : "hold"} secrets.`,
        `Take that right away: chmod go-rwx ${others.map(({ name }) => `${path}/${name}`).join(" ")}`,
      ),
    ];
  }
  const group = mode & 0o010 ? entries.filter((entry) => isOpen(entry, 0o040)) : [];
  if (group.length === 0) return [ok("permissions", "Keys and databases are readable by their owner only.")];
  return [
    mind(
      "permissions",
      `The folder's group can read ${listed(group)} in ${path}.`,
      `If that is not meant so: chmod go-rwx ${path}`,
    ),
  ];
}

function isOpen({ name, mode }: FolderEntry, bit: number): boolean {
  return SECRET.test(name) && (mode & bit) !== 0;
}

function leftovers({ path, entries, imports, ...facts }: FolderFacts): readonly Finding[] {
  const parts = entries.filter(({ name }) => name.endsWith(".part")).map(({ name }) => `${path}/${name}`);
  const left = [...parts, ...imports.map((name) => `${path}/../${name}`)];
  if (left.length === 0 || isRunningOn(facts)) return [];
  return [
    mind(
      "leftovers",
      `What killed commands left is still there: ${left.slice(0, LIMITS.doctorLines).join(", ")}.`,
      "If no backup, export or import is under way, remove it.",
    ),
  ];
}

function listed(entries: readonly FolderEntry[]): string {
  const names = entries.slice(0, LIMITS.doctorLines).map(({ name }) => name);
  const more = entries.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
