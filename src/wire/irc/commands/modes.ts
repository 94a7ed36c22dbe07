import type { ModeChange } from "../../../core/commands.ts";
import { LIMITS } from "../../../core/limits.ts";
import { CHANNEL_MODES, USER_MODES } from "../../../core/modes.ts";
import { type Channel, channelByName, type User, userByNick } from "../../../core/state.ts";
import { isVisible } from "../../../core/view.ts";
import type { Call } from "../call.ts";
import { seconds } from "./channel-view.ts";
import type { Row } from "./row.ts";

/** The lists of a channel: the numeric of an entry, that of the end, and what the end says. */
const LISTS = {
  b: { entry: "367", end: "368", text: "End of channel ban list" },
  e: { entry: "348", end: "349", text: "End of channel exception list" },
  I: { entry: "346", end: "347", text: "End of channel invite exception list" },
} as const;

/** What a client asks of a channel's modes: changes, and lists to be shown. */
interface ModeRequest {
  readonly changes: readonly ModeChange[];
  readonly lists: readonly (keyof typeof LISTS)[];
}

/** Modes of channels and of oneself. */
export const MODES: readonly Row[] = [
  {
    name: "MODE",
    minParams: 1,
    turn: "acts",
    usage: "MODE <channel> [<+modes-modes> <parameters>] | MODE <your nick> [<+modes-modes>]",
    text: "Shows or changes the modes of a channel, or your own.",
    run(call) {
      const [target = "", letters, ...parameters] = call.params;
      if (target.startsWith("#")) channelMode(call, target, letters, parameters);
      else userMode(call, target, letters);
    },
  },
];

/** Reads `+o-v alice bob`. A letter of a list without a parameter asks to be shown that list. */
function parseModes(letters: string, parameters: readonly string[]): ModeRequest {
  const changes: ModeChange[] = [];
  const lists: (keyof typeof LISTS)[] = [];
  let next = 0;
  for (const { set, mode } of signedLetters(letters)) {
    const parameter = takesParameter(mode, set) ? parameters[next++] : undefined;
    if (parameter === undefined && isList(mode)) lists.push(mode);
    else changes.push({ set, mode, ...(parameter !== undefined && { parameter }) });
  }
  return { changes: changes.slice(0, LIMITS.modesPerCommand), lists: [...new Set(lists)] };
}

function takesParameter(letter: string, set: boolean): boolean {
  const kind = CHANNEL_MODES[letter]?.kind;
  return kind !== undefined && kind !== "flag" && (kind !== "value" || set);
}

function isList(letter: string): letter is keyof typeof LISTS {
  return Object.hasOwn(LISTS, letter);
}

function channelMode(call: Call, name: string, letters: string | undefined, parameters: readonly string[]): void {
  const { changes, lists } = parseModes(letters ?? "", parameters);
  if (changes.length > 0) {
    call.submit({ type: "mode", channel: name, changes }, (done) => call.show(done.emissions));
  }
  if (changes.length > 0 && lists.length === 0) return;
  call.ask((user) => {
    const channel = channelByName(call.client.session.state, name);
    if (!channel || !isVisible(channel, user)) {
      if (changes.length === 0) call.numeric("403", [name], "There is no channel of that name");
    } else if (lists.length === 0) showModes(call, channel, user);
    else for (const letter of lists) showList(call, channel, letter);
  });
}

/** 324 and 329: the flags, key and limit of a channel, and when it was made. Only members see the key. */
function showModes(call: Call, channel: Channel, user: User): void {
  let letters = `+${channel.flags}`;
  const parameters: string[] = [];
  if (channel.key !== undefined) {
    letters += "k";
    parameters.push(channel.members.has(user.id) ? channel.key : "*");
  }
  if (channel.limit !== undefined) {
    letters += "l";
    parameters.push(String(channel.limit));
  }
  if (channel.forward !== undefined) {
    letters += "f";
    parameters.push(channel.forward.name);
  }
  call.numeric("324", [channel.name, letters, ...parameters]);
  call.numeric("329", [channel.name, String(seconds(channel.created))]);
}

function showList(call: Call, channel: Channel, letter: keyof typeof LISTS): void {
  const { entry, end, text } = LISTS[letter];
  for (const { mask, by, at } of channel.lists[letter]) {
    call.numeric(entry, [channel.name, mask, by, String(seconds(at))]);
  }
  call.numeric(end, [channel.name], text);
}

function userMode(call: Call, target: string, letters: string | undefined): void {
  call.ask((user) => {
    const whose = userByNick(call.client.session.state, target);
    if (!whose) call.numeric("401", [target], "Nobody here has that nick");
    else if (whose !== user) call.numeric("502", [], "Modes of other users are theirs");
    else if (letters === undefined) call.numeric("221", [`+${user.modes}`]);
    else changeUserMode(call, letters);
  });
}

function changeUserMode(call: Call, letters: string): void {
  const all = signedLetters(letters);
  const changes = all.filter((change) => USER_MODES[change.mode] !== undefined);
  if (changes.length < all.length) call.numeric("501", [], "There is no user mode of that letter");
  if (changes.length === 0) return;
  call.submit({ type: "usermode", changes }, (done) => call.show(done.emissions));
}

/** The letters, each with the sign that it stands behind. */
function signedLetters(letters: string): ModeChange[] {
  const changes: ModeChange[] = [];
  let set = true;
  for (const letter of letters) {
    if (letter === "+" || letter === "-") set = letter === "+";
    else changes.push({ set, mode: letter });
  }
  return changes;
}
