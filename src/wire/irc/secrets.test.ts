import { expect, test } from "vitest";
import { Mask } from "../masks/mask.ts";
import { COMMANDS } from "./commands/table.ts";
import { ircSecrets, PARAMETERS } from "./secrets.ts";

function seen(line: string): string {
  return Buffer.from(new Mask(ircSecrets(), false).hide(Buffer.from(`${line}\r\n`, "latin1"), false)).toString(
    "latin1",
  );
}

/** Words by which usages call secrets. */
const SECRET = /password|secret|<key>[{]|proof|code/i;

test.each([...COMMANDS.values()].map(({ name, usage }) => [name, usage] as const))(
  "of the parameters of %s it is known which are secret: %s",
  (name, usage) => {
    expect([...PARAMETERS.keys()]).toContain(name);
    const isWhole = PARAMETERS.get(name) === Number.POSITIVE_INFINITY;
    if (SECRET.test(usage)) expect(isWhole).toBe(false);
  },
);

test.each([
  ["\xff\xfb'PASS Planted"],
  ["PASSS Planted"],
  ["\rPASS Planted"],
  ["MODE #a +k bad,Planted"],
  ["MODE +k #a Planted"],
  ["MODE #a b +k Planted"],
  ["PRIVMSG #a,NickServ :Planted"],
  ["PRIVMSG  NickServ :Planted"],
  ["@a=b :x JOIN #a :Planted"],
])("what may be a secret is hidden: %j", (line) => {
  expect(seen(line)).not.toContain("Planted");
});

test.each([
  [":tom!u@h ACCOUNT tom"],
  [":server 001 tom :Welcome"],
  [":server FAIL JOIN BAD #a :No"],
  [":server CHATHISTORY TARGETS #a x"],
  [":server BATCH +1 chathistory #a"],
  ["PRIVMSG #a :caf\xe9"],
  ["MODE #a +o tom"],
])("what is none is shown: %j", (line) => {
  expect(seen(line)).toBe(`${line}\r\n`);
});
