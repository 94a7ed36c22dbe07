import { type Context, createContext, useContext } from "react";
import type { Message } from "../../client/model/timeline.ts";
import type { Anchor } from "../parts/menu.tsx";

/** What the rows of a timeline can have done, and who looks at them. */
export interface TimelineContext {
  readonly place: { readonly name: string; readonly kind: "channel" | "talk" };
  /** One's own nick and account. */
  readonly me: { readonly nick: string; readonly account?: string };
  readonly openProfile: (nick: string) => void;
  /** Shows a message, wherever it is. */
  readonly show: (id: string) => void;
  /** Opens the list of all that can be done with a message. */
  readonly openMenu: (message: Message, anchor: Anchor) => void;
  /** Opens the choice of a reaction. */
  readonly openReactions: (message: Message, anchor: Anchor) => void;
  readonly reply: (message: Message) => void;
  /** Gives or takes back a reaction. */
  readonly react: (message: Message, text: string) => void;
  readonly retry: (pending: string) => void;
  readonly drop: (pending: string) => void;
  /** A ticket by which the server knows who asks for a file; nothing if it gives none. */
  readonly ticket: () => Promise<string | undefined>;
}

export const InTimeline: Context<TimelineContext | undefined> = createContext<TimelineContext | undefined>(undefined);

/** The timeline that a row is part of. @throws Error outside of one */
export function useTimeline(): TimelineContext {
  const context = useContext(InTimeline);
  if (!context) throw new Error("a row outside of a timeline");
  return context;
}
