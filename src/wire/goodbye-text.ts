import { GOODBYES, type Goodbye } from "../core/answers.ts";

/** What somebody is told who is banned from the server while they are in it: that they are, and why, if there is a reason. */
export function bannedText({ text }: Goodbye): string {
  const sentence = GOODBYES.banned;
  return text === "" || text === sentence ? sentence : `${sentence.replace(/\.$/, "")}: ${text}`;
}
