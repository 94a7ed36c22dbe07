import { lazy, type ReactElement, useRef, useState } from "react";
import type { Place } from "../../client/model/place.ts";
import type { Message } from "../../client/model/timeline.ts";
import { useChat } from "../chat-context.ts";
import { Late } from "../parts/late.tsx";
import { goTo } from "../platform/route.ts";
import { useSource } from "../use-source.ts";
import { AboutBar } from "./about-bar.tsx";
import { AttachmentList } from "./attachment-list.tsx";
import { attachmentsOf } from "./attachments.ts";
import type { Outcome } from "./commands.ts";
import { DropZone } from "./drop-zone.tsx";
import { lastMessage } from "./last-message.ts";
import { isCommand, loadCommands } from "./load-commands.ts";
import { keyOfPlace } from "./place-key.ts";
import { type Result, ResultPanel } from "./result-panel.tsx";
import { saveFile } from "./save-file.ts";
import { TextBox } from "./text-box.tsx";
import { textToSay } from "./text-to-say.ts";
import "./composer.css";

const CommandHelp = lazy(async () => ({ default: (await import("./command-help.tsx")).CommandHelp }));

/** Where one writes in a place: messages, answers to them, changes of them, commands and files. */
export function Composer({
  place,
  reply,
  editing,
  onDone,
}: {
  readonly place: Place;
  /** The message that is answered. */
  readonly reply: Message | undefined;
  /** The message of one's own that is changed. */
  readonly editing: Message | undefined;
  /** Neither is so any more. */
  readonly onDone: () => void;
}): ReactElement {
  return <PlaceComposer key={keyOfPlace(place)} place={place} reply={reply} editing={editing} onDone={onDone} />;
}

function PlaceComposer({
  place,
  reply,
  editing,
  onDone,
}: {
  readonly place: Place;
  readonly reply: Message | undefined;
  readonly editing: Message | undefined;
  readonly onDone: () => void;
}): ReactElement {
  const chat = useChat();
  const [own, setOwn] = useState<Message>();
  const [result, setResult] = useState<Result>();
  const [isHelp, setHelp] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const attachments = attachmentsOf(chat, place);
  const files = useSource(attachments.list);
  const edited = editing ?? own;
  const boxKey = edited?.id ?? "draft";

  const done = (): void => {
    setOwn(undefined);
    setHeld(false);
    onDone();
  };

  const change = async (message: Message, text: string): Promise<void> => {
    if (text.trim() === "") {
      setResult({ type: "problem", text: "A message can't become empty. Take it back instead." });
      return;
    }
    const answer = text === message.text ? undefined : await chat.edit(place.name, message.id, text);
    if (answer?.type === "refused") setResult({ type: "problem", text: answer.text });
    else done();
  };

  /** Says what was typed, with links to the files. False if it stays. */
  const say = (text: string): boolean => {
    const said = textToSay(text, files);
    setHeld(said.type === "wait");
    if (said.type === "nothing" || said.type === "wait") return false;
    if (said.type === "problem") {
      setResult(said);
      return false;
    }
    if (!chat.say(place.name, said.text, reply && { reply: reply.id })) {
      setResult({ type: "problem", text: "Too much waits to be sent already." });
      return false;
    }
    attachments.clear();
    done();
    return true;
  };

  /** What is left in the box of a command that was carried out. */
  const outcome = (became: Outcome): string | undefined => {
    switch (became.type) {
      case "done":
        if (became.note !== undefined) setResult({ type: "note", text: became.note });
        return "";
      case "answer":
      case "problem":
        setResult(became);
        return became.type === "answer" ? "" : undefined;
      case "help":
        setHelp(true);
        return "";
      case "choose-files":
        picker.current?.click();
        return became.text;
      case "go":
        goTo(became.to);
        return "";
      case "save":
        saveFile(became.path, became.name);
        return "";
    }
  };

  const obey = async (text: string): Promise<string | undefined> => {
    try {
      const { carryOut } = await loadCommands();
      return outcome(await carryOut(text, { chat, place, nick: chat.self.get()?.nick ?? "" }));
    } catch {
      setResult({ type: "problem", text: "The commands could not be loaded. Try it again in a moment." });
      return undefined;
    }
  };

  const send = (text: string): string | undefined | Promise<string | undefined> => {
    setResult(undefined);
    if (edited) return change(edited, text).then(() => undefined);
    if (!isCommand(text)) return say(text) ? "" : undefined;
    return obey(text);
  };

  const editLast = (): void => {
    const last = lastMessage(place.timeline.get().items, true);
    if (last) setOwn(last.message);
  };

  const cancel = (): void => {
    if (isHeld) setHeld(false);
    else if (edited || reply) done();
    else setResult(undefined);
  };

  const add = (chosen: readonly File[]): void => {
    const refusal = attachments.add(chosen);
    if (refusal !== undefined) setResult({ type: "problem", text: refusal });
  };

  return (
    <section className="composer" aria-label="Write a message">
      <DropZone take={edited ? undefined : add} />
      {result && <ResultPanel result={result} close={() => setResult(undefined)} />}
      {edited && <AboutBar message={edited} how="edit" cancel={done} />}
      {!edited && reply && <AboutBar message={reply} how="reply" cancel={done} />}
      {!edited && <AttachmentList attachments={attachments} isHeld={isHeld} />}
      <TextBox
        key={boxKey}
        place={place}
        edited={edited}
        reply={reply}
        hasFiles={files.length > 0}
        heldUntil={isHeld ? files : undefined}
        send={send}
        unsent={(left) => setResult((said) => (said?.type === "problem" ? { ...said, unsent: left } : said))}
        cancel={cancel}
        editLast={editLast}
        addFiles={edited ? undefined : add}
        chooseFiles={() => picker.current?.click()}
      />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          add([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
      {isHelp && (
        <Late>
          <CommandHelp close={() => setHelp(false)} />
        </Late>
      )}
    </section>
  );
}
