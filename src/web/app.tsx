import { lazy, type ReactElement, useCallback, useEffect, useState } from "react";
import type { Chat } from "../client/model/chat.ts";
import { ChatContext } from "./chat-context.ts";
import { askDoor, type Door } from "./entrance/server-door.ts";
import { Button } from "./parts/button.tsx";
import { Late } from "./parts/late.tsx";
import { forgetVisitor, keepFor } from "./platform/kept.ts";
import { notifyOf } from "./platform/notifications.ts";
import { openChat } from "./platform/open-chat.ts";
import { goTo } from "./platform/route.ts";
import { Shell } from "./shell/shell.tsx";
import { useAgain } from "./use-again.ts";
import { useSource } from "./use-source.ts";

const Entrance = lazy(async () => ({ default: (await import("./entrance/entrance.tsx")).Entrance }));

/** Where somebody is who opens the page. */
type Stage =
  | { readonly at: "arriving" }
  | { readonly at: "unreachable" }
  | { readonly at: "entrance"; readonly door: Door; readonly problem?: string }
  | { readonly at: "inside"; readonly door: Door; readonly chat: Chat };

/** The page: the entrance for who is not in, and the chat for who is. */
export function App(): ReactElement {
  const [stage, setStage] = useState<Stage>({ at: "arriving" });
  const enter = useCallback((door: Door, account: string | undefined): void => {
    keepFor(account);
    const chat = openChat(notifyOf);
    chat.start();
    setStage({ at: "inside", door, chat });
  }, []);
  const arrive = useCallback(async (): Promise<void> => {
    try {
      const door = await askDoor();
      if (door.access === "open" || door.account !== undefined) enter(door, door.account);
      else setStage({ at: "entrance", door });
    } catch {
      setStage({ at: "unreachable" });
    }
  }, [enter]);
  useEffect(() => void arrive(), [arrive]);
  switch (stage.at) {
    case "arriving":
      return <Arriving />;
    case "unreachable":
      return <Unreachable again={() => void arrive()} />;
    case "entrance": {
      const { door, problem } = stage;
      const asGuest = door.access === "open" ? () => enter(door, undefined) : undefined;
      return (
        <Late fallback={<Arriving />}>
          <Entrance door={door} problem={problem} entered={() => void arrive()} asGuest={asGuest} />
        </Late>
      );
    }
    case "inside": {
      const { door, chat } = stage;
      return (
        <Inside
          chat={chat}
          toEntrance={(problem) => setStage({ at: "entrance", door, ...(problem !== undefined && { problem }) })}
        />
      );
    }
  }
}

/** Nothing: as long as the root is empty, the page itself says that it takes a moment. */
function Arriving(): null {
  return null;
}

function Unreachable({ again }: { readonly again: () => void }): ReactElement {
  useAgain(again);
  return (
    <main className="empty">
      <h1>Parley</h1>
      <p role="alert">The server can't be reached just now.</p>
      <Button look="main" onClick={again}>
        Try again
      </Button>
    </main>
  );
}

/** The chat, from its first connection to its end. */
function Inside({
  chat,
  toEntrance,
}: {
  readonly chat: Chat;
  readonly toEntrance: (problem?: string) => void;
}): ReactElement {
  const connection = useSource(chat.connection);
  const isOver = connection.phase === "ended" && connection.end.why !== "closed";
  const text = isOver ? connection.end.text : undefined;
  useEffect(() => {
    if (text !== undefined) toEntrance(text);
  }, [text, toEntrance]);
  const leave = (): void => {
    chat.close();
    // Who comes next is not who was here.
    forgetVisitor();
    goTo({ at: "home" }, true);
    toEntrance();
  };
  return (
    <ChatContext value={chat}>
      <Shell leave={leave} />
    </ChatContext>
  );
}
