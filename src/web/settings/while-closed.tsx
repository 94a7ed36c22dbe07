import { type ReactElement, useCallback, useEffect, useRef, useState } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { useChat } from "../chat-context.ts";
import { useAnswer } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { useNotice } from "../parts/notice.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { pushParts } from "../push/push-parts.ts";
import { type PushState, pushState, subscribe, unsubscribe } from "../push/subscribe.ts";
import { AlwaysOn } from "./always-on.tsx";

/** Why there is nothing to turn on. */
const WHY_NOT: Readonly<Record<Exclude<PushState, "on" | "off">, string>> = {
  unavailable:
    "That can’t be had here: it takes a browser that can do it, a window that is not private, a certificate that the browser trusts, and a server that sends them.",
  denied: "This browser was told not to let this page notify you. Its own settings for the page can change that.",
};

/** Notifications of the browser while the page is closed, by Web Push. They are for who has an account. */
export function WhileClosed({ account }: { readonly account: string | undefined }): ReactElement {
  return (
    <Section title="While the page is closed">
      <p>The server tells this browser of what is said to you alone, and of who names you in your channels.</p>
      {account === undefined ? (
        <p className="dim">That is for those who have an account and are signed in to it.</p>
      ) : (
        <Turning />
      )}
    </Section>
  );
}

function Turning(): ReactElement {
  const { state, problem, isBusy, turn } = usePush();
  const { notice, tell } = useNotice();
  const toggle = async (): Promise<void> => {
    const now = await turn();
    if (now === "on") tell("This browser is told from now on.");
    if (now === "off") tell("This browser is told no more.");
  };
  return (
    <>
      {notice}
      <FormProblem text={problem} />
      {(state === "unavailable" || state === "denied") && <p className="dim">{WHY_NOT[state]}</p>}
      {(state === "off" || state === "on") && (
        <Button aria-pressed={state === "on"} aria-disabled={isBusy} onClick={() => void toggle()}>
          {state === "on" ? "Turn them off" : "Turn them on"}
        </Button>
      )}
      {state === "on" && <Staying />}
    </>
  );
}

/** Who leaves the channels with the last session is not named in them any more. */
function Staying(): ReactElement | undefined {
  const { answer, problem, reload } = useAnswer({ type: "account" });
  if (!answer) return <FormProblem text={problem?.text} />;
  const isOn = answer.alwaysOn === true;
  return (
    <>
      {!isOn && (
        <p>But you leave your channels when nothing of you is connected, so nobody can name you there. Stay in them:</p>
      )}
      <AlwaysOn isOn={isOn} changed={reload} />
    </>
  );
}

interface Pushing {
  /** Nothing until it is known. */
  readonly state: PushState | undefined;
  readonly problem: string | undefined;
  readonly isBusy: boolean;
  /** Turns it on or off; says how it stands then, and nothing if that did not work. */
  readonly turn: () => Promise<PushState | undefined>;
}

function usePush(): Pushing {
  const chat = useChat();
  const [state, setState] = useState<PushState>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const busy = useRef(false);
  const look = useCallback(async () => pushState(await pushParts(chat)), [chat]);
  useEffect(() => {
    let isWanted = true;
    void look().then((found) => {
      if (isWanted) setState(found);
    });
    return () => {
      isWanted = false;
    };
  }, [look]);
  const turn = async (): Promise<PushState | undefined> => {
    if (busy.current) return undefined;
    busy.current = true;
    setBusy(true);
    setProblem(undefined);
    const failed = await turned(chat, state === "on");
    const now = await look();
    busy.current = false;
    setBusy(false);
    setProblem(failed);
    setState(now);
    return failed === undefined ? now : undefined;
  };
  return { state, problem, isBusy, turn };
}

/** Turns it off or on; says what went wrong, if anything did. */
async function turned(chat: Chat, isOn: boolean): Promise<string | undefined> {
  try {
    const parts = await pushParts(chat);
    await (isOn ? unsubscribe(parts) : subscribe(parts));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "That did not work.";
  }
}
