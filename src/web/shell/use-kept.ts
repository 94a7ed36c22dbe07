import { useEffect } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { keepOnFor, keptChannels, keptNick } from "../platform/kept.ts";
import { useSource } from "../use-source.ts";

/** Keeps in this browser in which channels one is, and what a guest is called, to go on so when the page is opened again. */
export function useKept(chat: Chat): void {
  const self = useSource(chat.self);
  const places = useSource(chat.places);
  const channels = places.filter(({ kind, isHere }) => kind === "channel" && isHere).map(({ name }) => name);
  const all = channels.join(" ");
  const isOpen = useSource(chat.connection).phase === "open";
  useEffect(() => {
    if (isOpen && all !== "") keptChannels.set(all.split(" "));
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
