import type { WhoisAnswer } from "../../wire/json/messages.ts";
import { useAnswer } from "../parts/asking.ts";
import { whoisOf } from "./whois-of.ts";

/** What was found out about somebody. */
export interface Whois {
  /** Nothing until it was answered. */
  readonly answer: WhoisAnswer | undefined;
  /** Why it could not be found out. */
  readonly problem: string | undefined;
  /** Asks again. */
  readonly refresh: () => void;
}

/** Asks who somebody is. */
export function useWhois(nick: string): Whois {
  const { answer: said, problem, reload } = useAnswer({ type: "whois", nick });
  const answer = said && whoisOf(said);
  const isOdd = said !== undefined && answer === undefined;
  return { answer, problem: problem?.text ?? (isOdd ? UNREADABLE : undefined), refresh: reload };
}

const UNREADABLE = "The server's answer could not be read.";
