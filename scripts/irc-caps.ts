import type { Cap } from "../src/wire/irc/caps.ts";

/** What a client gets by each capability; one without a sentence does not compile. */
export const CAP_TEXTS: Readonly<Record<Cap, string>> = {
  "message-tags": "Messages carry tags: `msgid`, `bot`, and those that clients send each other, such as `+typing`.",
  "server-time": "Everything carries the time at which it took its place in the log.",
  "away-notify": "You are told when somebody whom you share a channel with goes away, or is back.",
  "extended-join": "JOIN shows the account and the real name.",
  "echo-message": "You see your own messages as others do, and only once they are on disk.",
  "labeled-response": "What you label is answered with that label.",
  batch: "What belongs together comes together.",
  "multi-prefix": "NAMES, WHO and WHOIS show all signs of a member, not only the highest.",
  "userhost-in-names": "NAMES shows usernames and hosts.",
  "account-tag": "Everything carries the account of who did it, if they are signed in.",
  "account-notify": "You are told when somebody whom you share a channel with signs in to an account, or out of it.",
  sasl: "You sign in to your account with AUTHENTICATE, before registration or at any time after it.",
  "draft/account-registration": "You make an account with REGISTER, where the server lets you.",
  "no-implicit-names": "JOIN is not followed by the names of those who are there; NAMES shows them.",
  "cap-notify": "You are told when there are other capabilities. There is no need to ask for it.",
  "standard-replies": "FAIL says what was wrong in words for programs; some failures have no other answer.",
  "draft/multiline": "A message of several lines is one message, both ways. It goes with `batch`.",
  "draft/chathistory":
    "You read what was said before with CHATHISTORY; it works for everybody. What is asked for by time is answered to the end of a millisecond, beyond the limit if need be.",
  "draft/event-playback":
    "CHATHISTORY of a channel also shows joins, parts, quits, kicks, new nicks, topics, modes, redactions and the like. " +
    "Edited messages have their last text; corrections are not shown again.",
  "draft/extended-isupport": "ISUPPORT may be asked for, before registration too, and comes as a batch.",
  "draft/pre-away": "AWAY may come before registration.",
  setname: "You are told of new real names. SETNAME itself works for everybody.",
  chghost: "You are told of new usernames and hosts in one line, not as leaving and coming back.",
  "invite-notify": "You are told whom others invite to your channels, if you could have done so.",
  "extended-monitor": "Of those whom you monitor you are told more: away, real name, host.",
  "draft/channel-rename": "A channel's new name is one line, not PART and JOIN. RENAME itself works for everybody.",
  "draft/message-redaction": "You are told which messages were taken back, and may take back some.",
  "draft/read-marker": "You are told how far you have read when you join, and when another session of yours says so.",
  "draft/metadata-2": "You are told what users and channels tell about themselves, by the keys that you subscribe to.",
  "draft/metadata-3": "The same by its later name.",
  "draft/search": "You search what was said with SEARCH; it works for everybody.",
  "soju.im/search": "The same by the name under which it began.",
  sts: "Nothing to ask for: it tells by which port to come by TLS, and for how long in no other way.",
  "draft/persistence": "You are told whether your user stays without a connection; PERSISTENCE works for everybody.",
  "soju.im/account-required": "Is there where nobody gets in without an account; there is nothing to ask for.",
  "draft/relaymsg": "A bridge may pass on what was said elsewhere, in the name of who said it.",
};
