import { expect, test } from "vitest";
import { ATTEMPTS, type Attempt } from "./permission-attempts.fixture.ts";
import { freshWorld, PERSONS, tried } from "./permissions.fixture.ts";

/** What is answered: by these letters. */
const ANSWERS: Readonly<Record<string, string>> = {
  ".": "ok",
  "-": "not-open",
  A: "account-needed",
  M: "muted",
  N: "not-in-channel",
  O: "not-operator",
  S: "not-server-operator",
  Y: "not-yours",
  C: "cannot-send",
  B: "banned",
  U: "nick-in-use",
  L: "no-leave",
};

/** Every command times every kind of person, of whom `permissions.fixture.ts` says who they are. */
const TABLE: readonly (readonly [cells: string, type: string, does: string])[] = [
  //  guest
  //  |reader
  //  ||account
  //  |||member
  //  ||||voiced
  //  |||||halfop
  //  ||||||chanop
  //  |||||||founder
  //  ||||||||banned
  //  |||||||||hushed
  //  ||||||||||muted
  //  |||||||||||oper
  //  ||||||||||||admin
  //  |||||||||||||owner
  //  ||||||||||||||server
  ["CAC.....CCMCCC-", "say", "says something in a channel"],
  [".A........M...-", "say", "says something to somebody"],
  ["OAOOOO..OOMOOO-", "say", "says something for somebody elsewhere"],
  ["........B.....-", "join", "comes into a channel"],
  ["........B.....-", "join", "comes into a channel by its id"],
  ["..............-", "join", "comes into the server's own channel"],
  ["NNN.....N..NNN-", "part", "leaves a channel"],
  ["..........M...-", "nick", "takes a nick that nobody has"],
  ["UUUUUUUUUUMUUU-", "nick", "takes a nick that belongs to an account"],
  ["NANOO...NOMNNN-", "topic", "says what a channel is about"],
  ["NANOO...NOMNNN-", "mode", "bans somebody from a channel"],
  ["NANOO...NOMNNN-", "mode", "gives somebody a voice"],
  ["NANOOO..NOMNNN-", "mode", "makes somebody an operator of a channel"],
  ["NANOOOO.NOMNNN-", "mode", "makes somebody an owner of a channel"],
  ["NANOOOO.NOMNNN-", "mode", "takes its standing from the founder"],
  ["NANOOO..NOMNNN-", "mode", "asks for a key of those who join"],
  ["NANOOOY.NOMNNN-", "mode", "gives a registered channel up"],
  ["..............-", "usermode", "asks not to be found"],
  ["SSSSSSSSSSSSSS-", "usermode", "calls themselves an operator of the server"],
  ["NANOO...NOONNN-", "kick", "makes a member leave"],
  ["NANOOO..NOONNN-", "kick", "makes an operator leave"],
  ["NANOOOO.NOONNN-", "kick", "makes the founder leave"],
  ["NAN.....N.MNNN-", "invite", "asks somebody in"],
  [".A........M...-", "away", "says why they are away"],
  [".A........M...-", "setname", "says who they are"],
  ["NANOOOY.NOMNNN-", "rename", "gives a channel another name"],
  ["NAN.....N.....-", "redact", "takes back what they said"],
  ["NANYY...NYY...-", "redact", "takes back what another said"],
  ["NAN.....NCMCCC-", "edit", "changes what they said"],
  ["NANYYYYYNCMCCC-", "edit", "changes what another said"],
  ["..............-", "markread", "has read something"],
  [".A........M...-", "metadata", "tells something about themselves"],
  ["YAYYYYYYYYM...-", "metadata", "tells something about another"],
  ["YAYYYY..YYM...-", "metadata", "tells something about a channel"],
  ["...............", "register", "makes an account"],
  ["SSSSSSSSSSSSSS.", "register", "makes an account with a role"],
  ["..............-", "login", "signs in"],
  ["..............-", "logout", "signs out"],
  ["YY.YYYY.YYYY...", "passwd", "changes the password of their account"],
  ["YYYYYYYYYYYYY..", "passwd", "changes that of an account without a role"],
  ["YYYYYYYYYYYYY..", "passwd", "changes that of an admin"],
  ["YYYYYYYYYYYYY..", "passwd", "changes that of an owner"],
  ["YY.YYYY.YYY....", "unregister", "removes their account"],
  ["YYYYYYYYYYYYY..", "unregister", "removes that of an admin"],
  ["YYYYYYYYYYYYY..", "unregister", "removes that of an owner"],
  ["SSSSSSSSSSSSS..", "role", "makes somebody an admin"],
  ["SSSSSSSSSSSSS..", "role", "makes themselves an owner"],
  ["SSSSSSSSSSSSS..", "role", "takes the role of an owner"],
  ["YY.YYYY.YYY....", "alwayson", "stays without a session"],
  ["YYYYYYYYYYY....", "alwayson", "makes another stay"],
  ["YY.YYYY.YYYY...", "device-add", "adds a device of theirs"],
  ["YYYYYYYYYYYYY..", "device-add", "adds a device to another's account"],
  ["YYYYYYYYYYYYY..", "device-add", "adds a device to an owner's account"],
  ["YYYYYYYYYYY....", "device-remove", "signs out another's device"],
  ["YY.YYYY.YYYY...", "certificate-add", "adds a certificate of theirs"],
  ["YYYYYYYYYYYYY..", "certificate-add", "adds one to another's account"],
  ["YYYYYYYYYYY....", "certificate-remove", "removes another's certificate"],
  ["SSSSSSSSSSSSSS.", "subject-add", "says who they are elsewhere"],
  ["YY.YYYY.YYYY..Y", "push-add", "has a browser told what is said to them"],
  ["YYYYYYYYYYYYYYY", "push-add", "has a browser told what is said to another"],
  ["YY.YYYY.YYYY...", "push-remove", "has a browser of theirs told no more"],
  ["YYYYYYYYYYYYYY.", "push-remove", "has another's told no more"],
  ["SSSSSSSSSSS....", "invite-add", "makes an invite link"],
  ["SSSSSSSSSSSSS..", "invite-add", "makes an invite link with a role"],
  ["SSSSSSSSSSS....", "invite-remove", "removes an invite link"],
  ["SSSSSSSSSSS....", "ban-add", "bans a range of addresses"],
  ["SSSSSSSSSSS....", "ban-add", "bans by a mask"],
  ["SSSSSSSSSSS....", "ban-add", "bans an account without a role"],
  ["SSSSSSSSSSSYY..", "ban-add", "bans an admin"],
  ["SSSSSSSSSSSYYY.", "ban-add", "bans an owner"],
  ["SSSSSSSSSSS....", "ban-add", "mutes an account without a role"],
  ["SSSSSSSSSSSYY..", "ban-add", "mutes an admin"],
  ["SSSSSSSSSSS....", "ban-remove", "lifts a ban"],
  ["SSSSSSSSSSS....", "ban-remove", "lifts the mute that they may be under"],
  ["..............-", "report", "reports a message"],
  ["..............-", "oper", "becomes an operator of the server, by proof"],
  ["SASSSSSSSSS...-", "kill", "ends another's sessions"],
  ["SASSSSSSSSS...-", "kill", "ends the sessions of an owner"],
  ["SASSSSSSSSS...-", "wallops", "tells something to all who want to hear such"],
  ["SASSSSSSSSS...-", "wire", "watches a connection whose user has given leave"],
  ["SASSSSSSSSSLLL-", "wire", "watches a connection without leave"],
  ["SASSSSSSSSS...-", "wire", "watches a guest's where that is configured"],
  ["SASSSSSSSSSLLL-", "wire", "watches another's where guests may be watched"],
  ["SASSSSSSSSS...-", "chghost", "gives another a host"],
];

const attempts = new Map(
  Object.entries<Readonly<Record<string, Attempt>>>(ATTEMPTS).flatMap(([type, its]) =>
    Object.entries(its).map(([does, attempt]) => [`${type}: ${does}`, attempt] as const),
  ),
);

test("the table has a row for everything that is tried, and nothing else", () => {
  expect(TABLE.map(([, type, does]) => `${type}: ${does}`)).toEqual([...attempts.keys()]);
  for (const [cells] of TABLE) expect(cells).toHaveLength(PERSONS.length);
});

test.each(TABLE)("%s is what comes of it for each kind of person (%s): who %s", (cells, type, does) => {
  const attempt = attempts.get(`${type}: ${does}`);
  const wrong = PERSONS.flatMap((person, i) => {
    const expected = ANSWERS[cells[i] ?? ""];
    const got = attempt && tried(freshWorld(), person, attempt(person));
    return got === expected ? [] : [`${type}: who ${does}, as ${person}: expected ${expected}, got ${got}`];
  });
  expect(wrong).toEqual([]);
});
