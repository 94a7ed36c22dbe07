import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { keepOnFor, keptChannels, keptNick } from "../platform/kept.ts";
import { useSource } from "../use-source.ts";

/** Keeps in this browser in which channels one is, and what a guest is called, to go on so when the page is opened again. */
export function useKept(chat: Chat): void {
  const self = useSource(chat.self);
  // What one is in, or comes into as soon as it can be, changes with these.
  useSource(chat.places);
  const isOpen = useSource(chat.connection).phase === "open";
  const all = chat.channels.join(" ");
  useEffect(() => {
    if (isOpen) keptChannels.set(all.split(" ").filter((name) => name !== ""));
  }, [isOpen, all]);
  const account = self?.account;
  useEffect(() => {
    if (account !== undefined) keepOnFor(account);
  }, [account]);
  const nick = self?.account === undefined ? self?.nick : undefined;
  useEffect(() => {
    // A name that the server made is nobody's choice.
    if (nick !== undefined && keptNick.get() !== undefined) keptNick.set(nick);
  }, [nick]);
}
