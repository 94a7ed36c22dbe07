import { type Context, createContext, useContext } from "react";

/** Shows who somebody is, by their nick. */
export const ProfileContext: Context<(nick: string) => void> = createContext<(nick: string) => void>(() => undefined);

/** What shows who somebody is. */
export function useProfile(): (nick: string) => void {
  return useContext(ProfileContext);
}
