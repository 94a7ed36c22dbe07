import { type FormEvent, type ReactElement, useState } from "react";
import { useChat } from "../chat-context.ts";
import { Button } from "../parts/button.tsx";

/** Begins a talk with somebody. */
export function NewTalk({ open }: { readonly open: (nick: string) => void }): ReactElement {
  const chat = useChat();
  const [isBusy, setBusy] = useState(false);
  const [missed, setMissed] = useState<{ readonly nick: string; readonly text: string }>();
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const nick = String(new FormData(event.currentTarget).get("nick") ?? "").trim();
    if (nick === "" || isBusy) return;
    setBusy(true);
    setMissed(undefined);
    void chat.ask({ type: "whois", nick }).then((reply) => {
      setBusy(false);
      if (reply.type === "ok") open(reply.user?.nick ?? nick);
      else setMissed({ nick, text: reply.text });
    });
  };
  return (
    <form className="browser-talk" onSubmit={find}>
      <h3>Talk with somebody</h3>
      <div className="browser-row">
        <input
          name="nick"
          className="input"
          aria-label="Their nick"
          placeholder="Their nick"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
        />
        <Button type="submit" aria-disabled={isBusy}>
          Talk
        </Button>
      </div>
      {missed && (
        <div role="alert" className="problem browser-row">
          <span>{missed.text}</span>
          <Button onClick={() => open(missed.nick)}>See what was said</Button>
        </div>
      )}
    </form>
  );
}
