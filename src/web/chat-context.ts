import { type Context, createContext, useContext } from "react";
import type { Chat } from "../client/model/chat.ts";

/** The chat of the page. */
export const ChatContext: Context<Chat | undefined> = createContext<Chat | undefined>(undefined);

/** The chat that the component is part of. @throws Error outside of one */
export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("a component outside of the chat");
  return chat;
}
