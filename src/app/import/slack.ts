import { LIMITS } from "../../core/limits.ts";
import type { Archive, ArchiveFile } from "./archive.ts";
import { isFields } from "./checks.ts";
import type { Found } from "./item.ts";
import { type ListProblem, listItems } from "./json-list.ts";
import type { Report } from "./report.ts";
import { type SlackPlace, type SlackWorld, slackItem } from "./slack-message.ts";
import { SLACK_LISTS, Workspace } from "./slack-workspace.ts";

/** One day of a channel, in a folder of the channel's name or id. */
const DAY = /(?:^|\/)([^/]+)\/\d{4}-\d{2}-\d{2}\.json$/;

/** Whether a folder with files of these names is an export of Slack. */
export function isSlack(names: readonly string[]): boolean {
  return names.some((name) => SLACK_LISTS.has(name));
}

/**
 * Reads an export of Slack, each channel in its order.
 * @param accounts - whether people were signed in to accounts of their nicks; what two said to each other is kept then
 * @throws SourceError (rejects while it is read)
 */
export async function* readSlack(
  archive: Archive,
  report: Report,
  accounts: boolean,
): AsyncGenerator<readonly Found[], void, undefined> {
  const workspace = new Workspace(accounts);
  for await (const file of archive.files()) await readList(file, workspace, report);
  yield workspace.news();
  for await (const file of archive.files()) {
    const folder = DAY.exec(file.path)?.[1];
    if (folder === undefined) continue;
    const place = workspace.placeOf(folder);
    yield workspace.news();
    if (!place) report.leaveOut("talks of people who are not known", file.path);
    else yield* readDay(file, place, workspace.world, report);
  }
}

/** Reads a file if it says who or what there is. */
async function readList(file: ArchiveFile, workspace: Workspace, report: Report): Promise<void> {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  if (name !== "users.json" && !SLACK_LISTS.has(name)) return;
  for await (const items of itemsOf(file, report)) {
    if (name === "users.json") workspace.addUsers(items);
    else workspace.addPlaces(items, name);
  }
}

async function* readDay(
  file: ArchiveFile,
  place: SlackPlace,
  world: SlackWorld,
  report: Report,
): AsyncGenerator<readonly Found[], void, undefined> {
  for await (const messages of itemsOf(file, report)) {
    const found: Found[] = [];
    for (const message of messages) {
      const item = slackItem(message, place, world);
      if (typeof item === "object") found.push(item);
      else report.leaveOut(item, file.path, isFields(message) ? String(message["text"] ?? "") : "");
    }
    yield found;
  }
}

const PROBLEMS: Readonly<Record<ListProblem, string>> = {
  "too-long": "too long a message",
  "not-json": "not JSON",
  "no-list": "not a list in JSON",
};

async function* itemsOf(file: ArchiveFile, report: Report): AsyncGenerator<readonly unknown[], void, undefined> {
  const problem = (why: ListProblem): void => report.leaveOut(PROBLEMS[why], file.path);
  yield* listItems(file.read(), LIMITS.importLineBytes, problem);
}
