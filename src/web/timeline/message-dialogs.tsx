import { type FormEvent, type ReactElement, useState } from "react";
import type { Message } from "../../client/model/timeline.ts";
import type { Reply } from "../../client/outgoing.ts";
import { withoutMarks } from "../markdown/plain.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FormProblem } from "../parts/problem.tsx";

/** Asks whether a message is really to be taken back, or what is wrong with it, and does it. */
export function MessageDialog({
  kind,
  message,
  act,
  close,
}: {
  readonly kind: "delete" | "report";
  readonly message: Message;
  readonly act: (reason: string) => Promise<Reply>;
  readonly close: () => void;
}): ReactElement {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  const { title, question, label, button, done } = WORDS[kind];
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const reply = await act(reason.trim());
    setBusy(false);
    if (reply.type === "refused") setProblem(reply.text);
    else if (done === undefined) close();
    else setDone(true);
  };
  return (
    <Dialog title={title} close={close}>
      {isDone ? (
        <div className="timeline-dialog">
          <p role="status">{done}</p>
          <div className="timeline-dialog-buttons">
            <Button look="main" onClick={close}>
              Close
            </Button>
          </div>
        </div>
      ) : (
        <form className="timeline-dialog" onSubmit={(event) => void submit(event)}>
          <p>{question}</p>
          <blockquote className="timeline-dialog-message">
            <bdi>{message.from.nick}</bdi>: <bdi>{withoutMarks(message.text).slice(0, SHOWN)}</bdi>
          </blockquote>
          <label className="field">
            <span>{label}</span>
            <input value={reason} required={kind === "report"} onChange={({ target }) => setReason(target.value)} />
          </label>
          <FormProblem text={problem} />
          <div className="timeline-dialog-buttons">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" look={kind === "delete" ? "danger" : "main"} disabled={isBusy}>
              {button}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** So much of the message is shown. In characters. */
const SHOWN = 300;

const WORDS = {
  delete: {
    title: "Delete message",
    question: "Its text is gone for everybody then, and can't be brought back.",
    label: "Why (may be empty)",
    button: "Delete",
    done: undefined,
  },
  report: {
    title: "Report message",
    question: "Those who run this server see what it says, and that you reported it.",
    label: "What is wrong with it",
    button: "Report",
    done: "Thank you. Those who run this server have been told.",
  },
} as const;
