import { lazy, type ReactElement, useState } from "react";
import { useChat } from "../chat-context.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Late } from "../parts/late.tsx";
import { goTo, hrefOf, type Route } from "../platform/route.ts";
import { useSource } from "../use-source.ts";
import { Me } from "./me.tsx";
import { PlaceLink } from "./place-link.tsx";
import { useSwitching } from "./use-switching.ts";
import "./sidebar.css";

const ChannelBrowser = lazy(async () => ({ default: (await import("../channel/channel-browser.tsx")).ChannelBrowser }));

/** The places that one is in, with what waits there, and the ways to all else. */
export function Sidebar({ route, leave }: { readonly route: Route; readonly leave: () => void }): ReactElement {
  const chat = useChat();
  const places = useSource(chat.places);
  const self = useSource(chat.self);
  const [isBrowsing, setBrowsing] = useState(false);
  const here = route.at === "place" ? route.name : undefined;
  useSwitching(places, here);
  const channels = places.filter(({ kind }) => kind === "channel");
  const talks = places.filter(({ kind }) => kind === "talk");
  const isOperator = self?.role !== undefined;
  return (
    <nav className="sidebar" aria-label="Places">
      <div className="sidebar-head">
        <strong className="sidebar-server" dir="auto">
          {self?.server ?? "Parley"}
        </strong>
        <IconButton
          icon="plus"
          label="Find or make a channel, or talk with somebody"
          onClick={() => setBrowsing(true)}
        />
      </div>
      <SearchField key={route.at === "search" ? route.text : ""} text={route.at === "search" ? route.text : ""} />
      <div className="sidebar-places">
        <h2>Channels</h2>
        <ul className="list">
          {channels.map((place) => (
            <PlaceLink key={place.key} place={place} here={here} />
          ))}
        </ul>
        <Button onClick={() => setBrowsing(true)}>
          <Icon name="plus" />
          Find or make one
        </Button>
        {talks.length > 0 && <h2>Talks</h2>}
        <ul className="list">
          {talks.map((place) => (
            <PlaceLink key={place.key} place={place} here={here} />
          ))}
        </ul>
      </div>
      {isOperator && (
        <ul className="list sidebar-keeping">
          <li>
            <a href={hrefOf({ at: "admin", tab: "invites" })} aria-current={route.at === "admin" ? "page" : undefined}>
              <Icon name="shield" />
              People and order
            </a>
          </li>
          <li>
            <a href={hrefOf({ at: "status" })} aria-current={route.at === "status" ? "page" : undefined}>
              <Icon name="pulse" />
              Status
            </a>
          </li>
        </ul>
      )}
      <Me leave={leave} />
      {isBrowsing && (
        <Late>
          <ChannelBrowser close={() => setBrowsing(false)} />
        </Late>
      )}
    </nav>
  );
}

function SearchField({ text }: { readonly text: string }): ReactElement {
  return (
    <search className="sidebar-search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const typed = String(new FormData(event.currentTarget).get("text") ?? "").trim();
          goTo({ at: "search", text: typed });
        }}
      >
        <Icon name="search" />
        <input
          name="text"
          type="search"
          className="input"
          aria-label="Search messages"
          placeholder="Search"
          defaultValue={text}
        />
      </form>
    </search>
  );
}
