import { expect, test } from "vitest";
import { Mask } from "../masks/mask.ts";
import { textSecrets } from "../masks/text-secrets.ts";
import { TYPED } from "../masks/typed-commands.ts";
import { COMMANDS } from "./commands.ts";

/** What may stand behind commands, and whether it is a secret. */
const WORDS: Readonly<Record<string, "shown" | "secret">> = {
  NAME: "shown",
  "#CHANNEL": "shown",
  "[KEY]": "secret",
  "[NUMBER]": "shown",
  WORDS: "shown",
  NICK: "shown",
  TEXT: "shown",
  "[TEXT]": "shown",
  PASSWORD: "secret",
  "[INVITE]": "secret",
  "[allow|forbid]": "shown",
};

test.each([...COMMANDS].map(([name, { usage }]) => [name, usage] as const))(
  "of /%s %s it is known how much may be shown, and no more is",
  (name, usage) => {
    expect([...TYPED.keys()]).toContain(`/${name}`);
    const words = usage.split(" ").filter((word) => word !== "");
    for (const word of words) expect(WORDS).toHaveProperty([word]);
    const mask = new Mask(textSecrets(), false);
    const typed = words.map((_word, i) => `planted${i}`);
    const shown = Buffer.from(mask.hide(Buffer.from(`/${name} ${typed.join(" ")}\n`), false)).toString();
    words.forEach((word, i) => {
      if (WORDS[word] === "secret") expect(shown).not.toContain(`planted${i}`);
    });
    if (!words.some((word) => WORDS[word] === "secret")) expect(shown).toBe(`/${name} ${typed.join(" ")}\n`);
  },
);
