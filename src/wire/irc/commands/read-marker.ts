import { isChannelName, isNick } from "../../../core/names.ts";
import { markerKey } from "../../../core/rules/personal.ts";
import { markersOf, type User } from "../../../core/state.ts";
import type { Call } from "../call.ts";
import { formatTimestamp, parseTimestamp } from "../timestamp.ts";
import type { Row } from "./row.ts";

/** What one has read (IRCv3 read-marker). */
export const READ_MARKER: readonly Row[] = [
  {
    name: "MARKREAD",
    minParams: 0,
    turn: "acts",
    usage: "MARKREAD <channel or nick> [timestamp=<time>]",
    text: "Marks up to when you have read, or shows that.",
    run(call) {
      const [target, mark] = call.params;
      if (target === undefined) call.inTurn(() => call.fail("NEED_MORE_PARAMS", [], "Name a channel or a nick"));
      else if (!isChannelName(target) && !isNick(target)) invalid(call, target);
      else if (mark === undefined) call.ask((user) => answerMark(call, user, target));
      else setMark(call, target, mark);
    },
  },
];

/** Shows the client its marker, if it knows of such. */
export function showMark(call: Call, user: User, target: string): void {
  if (call.client.has("draft/read-marker")) answerMark(call, user, target);
}

/** @param until milliseconds since 1970, or nothing if there is no marker */
export function sendMark(call: Call, target: string, until: number | undefined): void {
  call.say("MARKREAD", [target, until === undefined ? "*" : `timestamp=${formatTimestamp(until)}`]);
}

function answerMark(call: Call, user: User, target: string): void {
  sendMark(call, target, markersOf(call.client.session.state, user).get(markerKey(target)));
}

function setMark(call: Call, target: string, mark: string): void {
  const at = parseTimestamp(mark);
  if (at === undefined) {
    invalid(call, mark);
    return;
  }
  call.submit(
    { type: "markread", to: target, at },
    ({ emissions }) => {
      for (const { event } of emissions) if (event.type === "markread") sendMark(call, event.to, event.until);
    },
    () => call.fail("INTERNAL_ERROR", [target], "The marker could not be set"),
  );
}

function invalid(call: Call, what: string): void {
  call.inTurn(() =>
    call.fail("INVALID_PARAMS", [what], "A marker is for a channel or a nick: timestamp=YYYY-MM-DDThh:mm:ss.sssZ"),
  );
}
