import { lazy, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import type { Message } from "../../client/model/timeline.ts";
import { useChat } from "../chat-context.ts";
import { Late } from "../parts/late.tsx";
import { type Anchor, Menu } from "../parts/menu.tsx";
import { hrefOf } from "../platform/route.ts";
import { useSource } from "../use-source.ts";
import { keepsOrder, menuOf } from "./message-actions.ts";
import { ReactionChoice } from "./reaction-choice.tsx";
import type { MessageFinder, Row } from "./rows.ts";
import type { TimelineContext } from "./timeline-context.ts";
import type { TimelineViewProps } from "./timeline-view.tsx";

const MessageDialog = lazy(async () => ({ default: (await import("./message-dialogs.tsx")).MessageDialog }));

/** What is open over the timeline. */
type Open =
  | { readonly kind: "menu" | "reactions"; readonly message: Message; readonly anchor: Anchor }
  | { readonly kind: "delete" | "report"; readonly message: Message };

interface MessageDeeds {
  readonly context: TimelineContext;
  readonly dialogs: ReactNode;
  readonly openMenuOf: (row: Row | undefined, anchor: Anchor) => void;
}

/** What can be done with the messages of a timeline, and the menus and windows for it. */
export function useMessageDeeds(
  props: TimelineViewProps,
  show: (id: string) => void,
  finder: MessageFinder,
  /** Gives the row of a key the focus. */
  focus: (key: string) => void,
): MessageDeeds {
  const { place } = props;
  const chat = useChat();
  const self = useSource(chat.self);
  const [open, setOpen] = useState<Open>();
  const [problem, setProblem] = useState<string>();
  // Whoever gives other functions each time does not have all rows drawn again.
  const given = useRef(props);
  given.current = props;
  const { nick = "", account } = self ?? {};
  const { name, kind } = place;

  const react = useCallback(
    (message: Message, text: string) => {
      setProblem(undefined);
      void chat.react(place.name, message.id, text).then((reply) => {
        if (reply.type === "refused") setProblem(reply.text);
      });
    },
    [chat, place],
  );
  const context = useMemo<TimelineContext>(
    () => ({
      place: { name, kind },
      me: { nick, ...(account !== undefined && { account }) },
      openProfile: (who) => given.current.onProfile(who),
      show,
      openMenu: (message, anchor) => setOpen({ kind: "menu", message, anchor }),
      openReactions: (message, anchor) => setOpen({ kind: "reactions", message, anchor }),
      reply: (message) => given.current.onReply(message),
      react,
      retry: (pending) => chat.retry(pending),
      drop: (pending) => chat.drop(pending),
      ticket: async () => {
        const reply = await chat.ask({ type: "ticket" });
        return reply.type === "ok" ? reply.ticket : undefined;
      },
    }),
    [chat, name, kind, nick, account, show, react],
  );

  const close = useCallback(() => {
    setOpen(undefined);
    const key = open && finder.find(open.message.id)?.key;
    if (key !== undefined) focus(key);
  }, [open, finder, focus]);
  const openMenuOf = (row: Row | undefined, anchor: Anchor): void => {
    if (row?.kind === "message") setOpen({ kind: "menu", message: row.item.message, anchor });
  };
  const copy = (text: string): void => {
    void navigator.clipboard.writeText(text).catch(() => setProblem("The browser doesn't let that be copied."));
  };

  const menu = (message: Message, anchor: Anchor): ReactNode => {
    const item = finder.find(message.id);
    if (!item) return null;
    const mayRemove = kind === "channel" && keepsOrder(place.members.get(), nick);
    const items = menuOf(item, mayRemove, {
      react: () => setOpen({ kind: "reactions", message, anchor }),
      reply: () => given.current.onReply(message),
      edit: () => given.current.onEdit(message),
      remove: () => setOpen({ kind: "delete", message }),
      report: () => setOpen({ kind: "report", message }),
      copyText: () => copy(message.text),
      copyLink: () =>
        copy(new URL(hrefOf({ at: "place", name: place.name, message: message.id }), document.baseURI).href),
      profile: () => given.current.onProfile(message.by ?? message.from.nick),
    });
    const shut = (): void => setOpen((now) => (now?.kind === "menu" ? undefined : now));
    return <Menu label="Message" items={items} anchor={anchor} close={shut} />;
  };

  const dialogOf = (what: Open): ReactNode => {
    const { message } = what;
    switch (what.kind) {
      case "menu":
        return menu(message, what.anchor);
      case "reactions":
        return (
          <ReactionChoice
            anchor={what.anchor}
            choose={(text) => {
              close();
              react(message, text);
            }}
            close={close}
          />
        );
      case "delete":
        return (
          <MessageDialog
            kind="delete"
            message={message}
            act={(reason) => chat.redact(place.name, message.id, reason || undefined)}
            close={close}
          />
        );
      case "report": {
        const to = kind === "channel" ? place.name : message.from.nick;
        return (
          <MessageDialog
            kind="report"
            message={message}
            act={(reason) => chat.ask({ type: "report", to, msgid: message.id, reason })}
            close={close}
          />
        );
      }
    }
  };

  const dialogs = (
    <>
      {open && <Late>{dialogOf(open)}</Late>}
      {problem !== undefined && (
        <div className="problem timeline-lost" role="alert">
          {problem}{" "}
          <button type="button" className="button" onClick={() => setProblem(undefined)}>
            Close
          </button>
        </div>
      )}
    </>
  );
  return { context, dialogs, openMenuOf };
}
