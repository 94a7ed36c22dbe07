import { type ReactElement, type SubmitEvent, useId, useState } from "react";
import { useChat } from "../chat-context.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { keptNick } from "../platform/kept.ts";
import { hrefOf } from "../platform/route.ts";
import { useSource } from "../use-source.ts";

/** For a guest who has not chosen a name yet: says what they are called, and lets them choose. */
export function GuestBar(): ReactElement | null {
  const chat = useChat();
  const self = useSource(chat.self);
  const id = useId();
  const [isDone, setDone] = useState(keptNick.get() !== undefined);
  const [problem, setProblem] = useState<string>();
  if (isDone || !self) return null;
  if (self.access?.guests === "read") {
    return (
      <p className="shell-guest">
        You are a guest here, who may read. <a href={hrefOf({ at: "settings", tab: "account" })}>Sign in to write.</a>
      </p>
    );
  }
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const box = boxBeside(event.currentTarget);
    const nick = String(new FormData(event.currentTarget).get("nick") ?? "").trim();
    if (nick === "") return;
    const reply = await chat.ask({ type: "nick", nick });
    if (reply.type === "refused") {
      setProblem(reply.text);
      return;
    }
    keptNick.set(nick);
    setDone(true);
    box?.focus();
  };
  return (
    <form className="shell-guest" onSubmit={(event) => void submit(event)}>
      <label htmlFor={id}>
        You are here as <bdi>{self.nick}</bdi>. Your name:
      </label>
      <input id={id} name="nick" className="input" autoComplete="nickname" maxLength={64} spellCheck={false} />
      <Button type="submit" look="main">
        That's me
      </Button>
      <a href={hrefOf({ at: "settings", tab: "account" })}>Sign in</a>
      <IconButton
        icon="close"
        label="Stay with this name"
        onClick={({ currentTarget }) => {
          keptNick.set(self.nick);
          setDone(true);
          boxBeside(currentTarget)?.focus();
        }}
      />
      <FormProblem text={problem} />
    </form>
  );
}

/** Where one writes; there one goes on when the bar is gone, and the focus with it. */
function boxBeside(element: HTMLElement): HTMLElement | null | undefined {
  return element.closest("section")?.querySelector("textarea");
}
