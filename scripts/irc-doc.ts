import { readFileSync } from "node:fs";
import * as v from "valibot";
import { LIMITS } from "../src/core/limits.ts";
import { CHANNEL_MODES, EXTENDED_BANS, RANK, STANDINGS, USER_MODES } from "../src/core/modes.ts";
import { RATES } from "../src/core/rates.ts";
import { COMMANDS } from "../src/wire/irc/commands/table.ts";
import { isupport } from "../src/wire/irc/isupport.ts";
import { CAP_TEXTS } from "./irc-caps.ts";
import { code, codeTable, table } from "./markdown.ts";

/** Limits that somebody who writes a client or runs a channel may meet. */
const BOUNDS: readonly (readonly [string, number, string])[] = [
  ["line", LIMITS.ircLineBytes, "bytes of a line besides its tags, its end included"],
  ["tags", LIMITS.ircTagsBytes, "bytes of the tags that a client sends, with `@` and the space behind"],
  ["nick", LIMITS.nickBytes, "bytes"],
  ["channel", LIMITS.channelNameBytes, "bytes of its name"],
  ["topic", LIMITS.ircTopicBytes, "bytes of a topic; the rest is cut off"],
  ["reason", LIMITS.ircReasonBytes, "bytes of a reason; the rest is cut off"],
  ["away", LIMITS.ircAwayBytes, "bytes of an away text or a WALLOPS; the rest is cut off"],
  ["real name", LIMITS.realnameBytes, "bytes"],
  ["mask", LIMITS.maskBytes, "bytes of one mask in a list"],
  ["label", LIMITS.ircLabelBytes, "bytes; what is labelled with more is answered without"],
  ["channels", LIMITS.channelsPerUser, "channels that one user may be in"],
  ["targets", LIMITS.ircTargets, "targets of one PRIVMSG, NOTICE or TAGMSG"],
  ["modes", LIMITS.modesPerCommand, "changes of one MODE"],
  ["list", LIMITS.masksPerList, "masks of one list of a channel"],
  ["invitations", LIMITS.invitesPerChannel, "invitations of a channel that wait; the oldest is forgotten first"],
  ["multiline", LIMITS.ircMultilineLines, "lines of one message"],
  ["multiline text", LIMITS.ircMultilineBytes, "bytes of one message"],
  ["multiline time", LIMITS.ircBatchMs / 1000, "seconds for all of it to come"],
  ["monitor", LIMITS.watchesPerSession, "nicks that one client monitors"],
  ["read markers", LIMITS.markersPerUser, "of one user; the one that was set longest ago is forgotten first"],
  ["password", LIMITS.accountPasswordBytes, `bytes, and at least ${LIMITS.accountPasswordLeast} characters`],
  ["SASL", LIMITS.ircSaslBytes, "bytes of one message in base 64, 400 to a line"],
  ["SASL with a provider's token", LIMITS.ircBearerBytes, "bytes likewise"],
  ["devices", LIMITS.devicesPerAccount, "devices of one account"],
  ["certificates", LIMITS.certificatesPerAccount, "certificates of one account"],
  ["channels of mode r", LIMITS.channelsPerAccount, "that one account may register"],
  ["wrong passwords", RATES.wrongPerConnection.most, "of one connection, each answered later than the one before"],
  [
    "address",
    RATES.wrongPerAddress.most,
    `wrong passwords in ${RATES.wrongPerAddress.ms / 60_000} minutes; then none is looked at`,
  ],
  ["account", RATES.wrongPerAccountFromAddress.most, "wrong passwords likewise, from one address"],
  [
    "account",
    RATES.wrongPerAccount.most,
    "wrong passwords likewise, from all addresses but those where it was right lately",
  ],
  ["REGISTER", RATES.registrationsPerAddress.most, "accounts of one address in an hour"],
  ["WHO, LIST", LIMITS.ircAnswerLines, "lines of one answer"],
  ["WHOWAS", LIMITS.pastShown, "answers for one nick"],
  ["delayed joins", LIMITS.quietMembers, "members from which on a channel shows who joins only once they speak"],
  ["registration", LIMITS.registrationMs / 1000, "seconds for NICK and USER to come"],
  ["silence", LIMITS.pingAfterMs / 1000, "seconds until the server asks with PING, and again until it gives up"],
  ["burst", RATES.commandsPerConnection.burst, "commands at once; beyond that they wait, and are not refused"],
  ["rate", RATES.commandsPerConnection.perSecond, "commands a second after that"],
];

const RANKS = new Map<number, string>(
  Object.entries(RANK).map(([name, rank]) => [rank, name.replace("halfO", "half-o")]),
);

const ROWS = [...COMMANDS.values()];

const notPassed = v.array(v.strictObject({ test: v.string(), why: v.string() }));

/** The text of docs/irc.md, made from the tables that the dialect goes by. */
export function ircDoc(): string {
  return [
    "# IRC",
    "",
    "Made by `npm run docs` from the code; a test compares.",
    "",
    ...CONNECTING,
    ...ACCOUNTS,
    ...ACCESS,
    ...MODERATION,
    "## Commands",
    "",
    `- Before registration ${listed(connectionCommands())} are taken.`,
    `- With a capability for it ${listed(earlyCommands())} are too.`,
    "- Anything else is then answered with 451, a command with too few parameters with 461, and an unknown one with 421.",
    "",
    ...codeTable(
      ["usage", "what it does"],
      ROWS.map(({ usage, text }) => [usage, text.replaceAll("<", "\\<")]),
    ),
    "## Channel modes",
    "",
    "Ranks, highest first: owner, admin, operator, half-operator, voice. Who makes a channel by joining it is its operator.",
    "A new channel has the modes `n` and `t`.",
    "",
    ...codeTable(["mode", "takes", "from rank", "what it does"], Object.entries(CHANNEL_MODES).map(channelMode)),
    "## User modes",
    "",
    ...codeTable(
      ["mode", "what it does"],
      Object.entries(USER_MODES).map(([letter, { text, given }]) => [
        letter,
        given ? `${text}; the server sets it, and you may lay it down` : text,
      ]),
    ),
    "## Extended bans",
    "",
    "In the lists `b`, `e` and `I` a mask may begin with a letter and a colon. `m` may stand in front of another:",
    "`m:a:alice` keeps the account `alice` from speaking.",
    "",
    ...codeTable(["ban", "what it does"], extendedBans()),
    "## Capabilities",
    "",
    ...codeTable(["capability", "what you get by it"], Object.entries(CAP_TEXTS)),
    "## ISUPPORT",
    "",
    "The tokens of 005, for a network that is called Parley. `draft/ICON` is there too if the network has a picture, and",
    "`draft/FILEHOST` and `soju.im/FILEHOST` if the server takes [files](files.md): the URL to which clients upload them.",
    "",
    "```",
    ...isupport({ network: "Parley" }).map((tokens) => tokens.join(" ")),
    "```",
    "",
    "## Limits",
    "",
    ...table(
      ["of", "at most", "which are"],
      BOUNDS.map(([name, bound, unit]) => [name, String(bound), unit]),
    ),
    ...DELAYED_JOINS,
    ...DIFFERENCES,
    ...conformance(),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function connectionCommands(): string[] {
  return ROWS.filter(({ turn }) => turn === "at-once").map(({ name }) => name);
}

function earlyCommands(): string[] {
  return ROWS.flatMap((row) => {
    if (row.turn !== "acts" || row.early === undefined) return [];
    return [`${row.name} (${[row.early].flat().map(code).join(" or ")})`];
  });
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

const CONNECTING: readonly string[] = [
  "## Connecting",
  "",
  "    irssi -c localhost -p 5050",
  "",
  "- The one port knows IRC by the first word that a client sends, and says nothing before. A listener of its own needs no",
  "  first word: `--listen irc://127.0.0.1:6667`. With `?password=TEXT` it takes only those who say that with PASS.",
  "- Over WebSocket the subprotocols are `text.ircv3.net` and `binary.ircv3.net`: one line a message.",
  "- Usernames begin with `~`, for nobody is asked whether they are right. Hosts are cloaked where others could reach the",
  "  server; your own WHOIS shows you your own address.",
  "- Everything is UTF-8. A line that is not is left out, and answered with `FAIL <command> INVALID_UTF8`.",
  "- `operators` in the configuration says who may become an operator of the server with OPER, and `webirc` which gateways",
  "  may say with WEBIRC for whom they speak. WEBIRC has to be the first line.",
  "",
];

const ACCOUNTS: readonly string[] = [
  "## Accounts",
  "",
  "    /quote REGISTER * * sesame",
  "",
  "makes one of your nick. From then on irssi signs in with `/connect parley`, once it is told how:",
  "",
  "    /network add -sasl_username ada -sasl_password sesame -sasl_mechanism PLAIN parley",
  "    /server add -network parley localhost 5050",
  "",
  "To another machine, by TLS, to a certificate that the server has made itself and shows at its start:",
  "",
  "    /server add -tls -notls_verify -tls_pinned_cert FINGERPRINT -network parley chat.example.org 5050",
  "",
  "[tls.md](tls.md) has the same for WeeChat, and how to sign in by a certificate (EXTERNAL).",
  "",
  "- REGISTER makes an account of your nick and signs you in. `--registration` says who may: nobody (`none`), users",
  "  (`after-connect`), or anybody who has a nick in mind (`before-connect`). There is no email; what you give is not kept.",
  "  Where `--access` is `invite`, it takes an invite link, whatever that says (`PASS <its code>` first).",
  "- AUTHENTICATE signs in, best before CAP END: then the nick of the account is yours if you ask for it. If you are here",
  "  already by another connection, both are one user, whatever nick your client brings: 001 says which nick you have, and",
  "  each is shown the channels that you are in. Who signs in later stays a user of their own.",
  "- With SASL PLAIN you say your password, or in its place the token of a device (`DEVICE ADD`); with SCRAM-SHA-256 you prove",
  "  that you know the password. EXTERNAL is offered to who shows a client certificate over TLS, and signs in by one that",
  "  `CERT ADD` has added. OAUTHBEARER and IRCV3BEARER (`oauth2` and `jwt`) take the token of a provider, where the server",
  "  knows one.",
  "- PASSWD, CERT, DEVICE, LOGOUT and UNREGISTER keep your account. Another password ends all other sessions, and all devices",
  "  are forgotten; to forget one device ends its sessions only.",
  "- `PERSISTENCE SET ON` keeps you in your channels, and away, when your last connection ends.",
  "- Who is signed in is back in their channels when they come again. Read markers are the account's.",
  "- The name of an account is nobody else's nick: they are told 433.",
  "- Passwords are prepared as SASLprep has it (NFKC), and kept as SCRAM-SHA-256 keeps them. What the client sends while",
  "  its password is worked on waits, and is done in order.",
  "",
];

const ACCESS: readonly string[] = [
  "## Where one needs an account",
  "",
  "A listener that is not open lets nobody in without one. Who is not signed in by the end of the registration is told",
  "`FAIL * ACCOUNT_REQUIRED`, and how to come in; `soju.im/account-required` and `draft/ACCOUNTREQUIRED` say so too. With an",
  "invite link one makes an account first:",
  "",
  "    PASS <the link, or its code>",
  "    NICK ada",
  "    REGISTER * * sesame",
  "",
  "and then goes on as usual. The code is the end of the link's address; the link may be opened in a browser instead. Many",
  "clients say CAP END by themselves: who has said a good link is waited for then, and makes the account with",
  "`/quote REGISTER * * PASSWORD`, which lets one in. In irssi:",
  "",
  "    /connect -tls chat.example 5050 CODE ada",
  "",
];

const MODERATION: readonly string[] = [
  "## Keeping order",
  "",
  "    /quote UBAN ADD 203.0.113.0/24 2h :bots",
  "",
  "- An account may have the role of an owner or an admin of the server: who is signed in to one is an operator, as by OPER.",
  "- UBAN bans an account, a mask, or addresses: who is in and is meant is sent away, and 465 says why. `UBAN ADD MUTE` lets",
  "  an account or a mask stay, and say nothing. KLINE and DLINE are short for it. One person may have all addresses of an",
  "  IPv6 `/64`; an address that begins with a colon is written with a zero in front (`0::1`).",
  "- A time is a number and `s`, `m`, `h`, `d`, `w` or `y`, such as `10m` or `1d12h`. Without one it is for good.",
  "- REPORT tells the operators of a message. They are told of all that is done to keep order, and MODLOG shows it again.",
  "- MODE `+r` registers a channel to the account of who operates it: its modes, topic and lists stay, and so do the standings",
  "  of those with an account.",
  "",
];

const DELAYED_JOINS: readonly string[] = [
  "## Delayed joins",
  "",
  `In a channel of mode \`D\`, and in every channel of ${LIMITS.quietMembers} members or more, who joins is not shown to others yet. They see`,
  "the channel as anybody does. Others see their JOIN just before the first thing that has to do with them: they say",
  "something (tags without a text count), set the topic, invite somebody, get or lose a standing, or are kicked. Until",
  "then NAMES, WHO and WHOIS don't show others that they are there, and others see neither their PART nor their QUIT, nor",
  "a new nick.",
  "",
];

const DIFFERENCES: readonly string[] = [
  "## What differs from other servers",
  "",
  "- Nobody sees a message before it is on disk. With `echo-message` your own copy tells you that it is; with",
  "  `labeled-response` the answer to your label does.",
  "- Others in a channel may be no IRC clients: browsers, scripts, people with netcat. WHOIS says so with 320.",
  "- A PRIVMSG that would be too long for a line with its author in front is refused with 417, and never cut. A NOTICE,",
  "  which is never answered, is shown as two lines instead. With `draft/multiline` a message may be longer.",
  "- Two nicks that look the same are the same nick, in whatever script. For ASCII the case mapping is `ascii`.",
  "- A channel that everybody has left keeps its topic, modes and bans. Only an invite-only one begins anew.",
  "- `#lobby` is the server's own. It has no operators, and anybody may set its topic.",
  "- There is one server to be seen, however many there are: LINKS and MAP show one, and there are no netsplits.",
  "- Clients that send too fast are read more slowly, and not sent away.",
  "- WHO and NAMES are cut to what the asker may see: those of mode `i` are shown to those who share a channel with them.",
  "- To join a channel again that you are in is nothing, and is answered with nothing.",
  "- A channel may be renamed by its operators, and what was said in it stays with it. `#lobby` may not.",
  "- FILEHOST TOKEN is of a draft that may change (IRCv3 filehost). Its token is good for uploads and downloads,",
  `  for ${LIMITS.ticketMs / 60_000} minutes, and no longer than you are here. Clients that know only \`soju.im/FILEHOST\` upload with the name`,
  "  and the password of an account.",
  "- MARKREAD, REDACT, RENAME and SETNAME answer failures with FAIL, whether you asked for `standard-replies` or not.",
  "",
];

function channelMode([letter, { kind, needs, text }]: (typeof MODES)[number]): string[] {
  const sign = STANDINGS.find(({ mode }) => mode === letter)?.sign;
  return [letter, TAKES[kind], RANKS.get(needs) ?? "", sign ? `${text}, shown as ${code(sign)}` : text];
}

const MODES = Object.entries(CHANNEL_MODES);

const TAKES: Readonly<Record<(typeof MODES)[number][1]["kind"], string>> = {
  list: "a mask; without one it shows the list",
  key: "a key, to set and to unset it",
  value: "a value, to set it",
  flag: "",
  standing: "a member's nick",
};

function extendedBans(): string[][] {
  return Object.entries(EXTENDED_BANS).map(([letter, text]) => [`${letter}:`, text]);
}

/** The rows of those tests of irctest that are not passed, and why. */
function conformance(): string[] {
  const file = new URL("../conformance/irctest/not-passed.json", import.meta.url);
  const rows = v.parse(notPassed, JSON.parse(readFileSync(file, "utf8")));
  const head = [
    "## Conformance",
    "",
    "`npm run conformance -- PATH` runs irctest, the tests that IRC servers share, from a checkout of it at PATH.",
    "",
  ];
  if (rows.length === 0) return head;
  return [
    ...head,
    "These of its tests are not passed:",
    "",
    ...codeTable(
      ["test", "why"],
      rows.map(({ test, why }) => [test, why]),
    ),
  ];
}
