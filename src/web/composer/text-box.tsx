import {
  type AriaAttributes,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactElement,
  useEffect,
  useEffectEvent,
  useId,
  useState,
} from "react";
import type { Place } from "../../client/model/place.ts";
import type { Message } from "../../client/model/timeline.ts";
import { useChat } from "../chat-context.ts";
import { IconButton } from "../parts/button.tsx";
import { browserTimers } from "../platform/browser.ts";
import { settings } from "../platform/settings.ts";
import { useSource } from "../use-source.ts";
import type { Attachment } from "./attachments.ts";
import type { CommandRow } from "./commands.ts";
import { Completer, type Offer } from "./completer.ts";
import { CompletionList, choiceId } from "./completion-list.tsx";
import { emojiSoFar, loadEmoji, withEmoji } from "./emoji.ts";
import { EmojiPicker } from "./emoji-picker.tsx";
import { type Format, format } from "./formatting.ts";
import { actionOf, type KeyAction } from "./keys.ts";
import { LengthNote } from "./length-note.tsx";
import { commandSoFar, loadCommands } from "./load-commands.ts";
import { filesIn } from "./pasted.ts";
import { TypingNotice } from "./typing-notice.ts";
import { isTouch, useBoxText, useFocus } from "./use-text.ts";

export interface TextBoxProps {
  readonly place: Place;
  /** The message whose text is changed here; otherwise it is the place's draft. */
  readonly edited: Message | undefined;
  readonly reply: Message | undefined;
  readonly hasFiles: boolean;
  /** There if it is to be sent when these files are whole. */
  readonly heldUntil: readonly Attachment[] | undefined;
  /** Sends a text. What it gives is what stands in the box then; nothing, if that stays as it is. */
  readonly send: (text: string) => string | undefined | Promise<string | undefined>;
  /** Told what is left of what was sent, if something else stands in the box by then. */
  readonly unsent: (left: string) => void;
  readonly cancel: () => void;
  readonly editLast: () => void;
  readonly addFiles: ((files: readonly File[]) => void) | undefined;
  readonly chooseFiles: () => void;
}

/** The box that one writes in, with what completes it and its buttons. */
export function TextBox(props: TextBoxProps): ReactElement {
  const { place, edited, reply, hasFiles, heldUntil, addFiles } = props;
  const chat = useChat();
  const { enterSends } = useSource(settings);
  const isDraft = edited === undefined;
  const { box, text, selection, put } = useBoxText(
    () => edited?.text ?? place.draft.get(),
    (next) => isDraft && place.setDraft(next),
  );
  const [isPicking, setPicking] = useState(false);
  const [isWaiting, setWaiting] = useState(false);
  const listId = useId();
  const hintId = useId();
  const [completer] = useState(() => new Completer({ chat, place, loadEmoji, loadCommands: allCommands }));
  const [notice] = useState(() => new TypingNotice(browserTimers, (state) => chat.typing(place.name, state)));
  const offer = useSource(completer.offer);
  const command = isDraft ? commandSoFar(text) : undefined;
  const kept = useSource(place.draft);
  const take = useEffectEvent((draft: string) => {
    if (isDraft && text === "" && draft !== "") put(draft, [draft.length, draft.length]);
  });
  // Something else than this box may set it too.
  useEffect(() => take(kept), [kept]);
  useFocus(box, (edited ?? reply)?.id);
  useEffect(() => () => notice.over(), [notice]);

  const send = async (): Promise<void> => {
    if (isWaiting) return;
    completer.close();
    const answer = props.send(text);
    if (!isDraft) {
      setWaiting(true);
      await answer;
      setWaiting(false);
      return;
    }
    if (answer === undefined) return;
    notice.sent();
    // Whoever goes on writing while an answer is on its way does so in an empty box.
    const now = typeof answer === "string" ? answer : "";
    put(now, [now.length, now.length]);
    if (typeof answer === "string") return;
    // What is written behind a command is sent after it, and not here if it leads elsewhere.
    setWaiting(true);
    const left = (await answer) ?? text;
    setWaiting(false);
    if (left !== "") putBack(left);
  };

  /** Puts what was not carried out, or what is left of it, where it was typed, unless something else was written there. */
  const putBack = (left: string): void => {
    if (!box.current && place.draft.get() === "") place.setDraft(left);
    else if (box.current?.value === "") put(left, [left.length, left.length]);
    else props.unsent(left);
  };

  const insert = (piece: string): void => {
    const [start, end] = selection();
    const caret = start + piece.length;
    put(text.slice(0, start) + piece + text.slice(end), [caret, caret]);
    box.current?.focus();
  };

  const applyFormat = (how: Format): void => {
    const [start, end] = selection();
    const next = format({ text, start, end }, how);
    put(next.text, [next.start, next.end]);
    box.current?.focus();
  };

  const act = (action: Exclude<KeyAction, undefined | "line">): void => {
    if (action === "send") void send();
    else if (action === "cancel") props.cancel();
    else if (action === "edit-last") props.editLast();
    else applyFormat(action);
  };

  /** Whether completion took the key. */
  const completes = (key: string): boolean => {
    const completed = completer.press(key, text, selection()[1]);
    if (typeof completed === "object") put(completed.text, [completed.caret, completed.caret]);
    return completed !== false;
  };

  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // In Safari the Enter that ends a composition comes behind its end, with this code.
    const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (!isComposing && isPlain(event) && completes(event.key)) {
      event.preventDefault();
      return;
    }
    const circumstances = { isComposing, isEmpty: text === "" && isDraft, isTouch: isTouch(), enterSends };
    const action = actionOf(event, circumstances);
    if (action === undefined || action === "line") return;
    event.preventDefault();
    act(action);
  };

  const typed = (next: string, caret: number): void => {
    const named = withEmoji(next, caret, emojiSoFar());
    put(named?.text ?? next, named && [named.caret, named.caret]);
    if (isDraft) notice.typed(next);
    if (named) completer.close();
    else completer.look(next, caret);
  };

  const pasted = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const files = filesIn(event.clipboardData);
    if (files.length === 0 || !addFiles) return;
    event.preventDefault();
    addFiles(files);
  };

  useHeld(heldUntil, () => void send());

  const label = edited ? "Change your message" : `Message ${place.name}`;
  return (
    <>
      {command && <Usage id={hintId} command={command} />}
      {offer && (
        <CompletionList
          id={listId}
          choices={offer.choices}
          active={offer.active}
          take={(choice) => {
            const { text: next, caret } = completer.take(choice, text);
            put(next, [caret, caret]);
            box.current?.focus();
          }}
        />
      )}
      <div className="composer-box">
        {addFiles && <IconButton icon="plus" label="Share files" onClick={props.chooseFiles} />}
        <textarea
          ref={box}
          className="composer-text"
          rows={1}
          dir="auto"
          value={text}
          aria-label={label}
          placeholder={label}
          enterKeyHint={enterSends && !isTouch() ? "send" : "enter"}
          {...listProps(listId, offer)}
          aria-describedby={command ? hintId : undefined}
          onChange={({ currentTarget }) => typed(currentTarget.value, currentTarget.selectionEnd)}
          onKeyDown={pressed}
          onPaste={pasted}
          onBlur={() => completer.close()}
        />
        <Formats apply={applyFormat} />
        <IconButton icon="emoji" label="Emoji" aria-expanded={isPicking} onClick={() => setPicking(true)} />
        <SendButton isChange={!isDraft} disabled={isWaiting || (text.trim() === "" && !hasFiles)} send={send} />
      </div>
      <Offered count={offer?.choices.length ?? 0} />
      <LengthNote text={text} />
      {isPicking && <EmojiPicker pick={insert} close={() => setPicking(false)} />}
    </>
  );
}

async function allCommands(): Promise<readonly CommandRow[]> {
  return (await loadCommands()).PAGE_COMMANDS;
}

/** How the box is bound to the list of what can be chosen. */
function listProps(id: string, offer: Offer | undefined): AriaAttributes {
  const about: AriaAttributes = { "aria-autocomplete": "list", "aria-haspopup": "listbox" };
  return offer ? { ...about, "aria-controls": id, "aria-activedescendant": choiceId(id, offer.active) } : about;
}

function SendButton({
  isChange,
  disabled,
  send,
}: {
  readonly isChange: boolean;
  readonly disabled: boolean;
  readonly send: () => Promise<void>;
}): ReactElement {
  return (
    <IconButton
      icon={isChange ? "check" : "send"}
      label={isChange ? "Save" : "Send"}
      disabled={disabled}
      onClick={() => void send()}
    />
  );
}

function Formats({ apply }: { readonly apply: (how: Format) => void }): ReactElement {
  return (
    <fieldset className="composer-formats" aria-label="Formatting">
      <IconButton icon="bold" label="Bold (Ctrl+B)" onClick={() => apply("bold")} />
      <IconButton icon="italic" label="Italic (Ctrl+I)" onClick={() => apply("italic")} />
      <IconButton icon="code" label="Code (Ctrl+E)" onClick={() => apply("code")} />
    </fieldset>
  );
}

/** How the command is written that is being typed. */
function Usage({ id, command }: { readonly id: string; readonly command: CommandRow }): ReactElement {
  return (
    <p className="composer-usage" id={id}>
      <code>{`/${command.name} ${command.usage}`.trim()}</code> {command.text}
    </p>
  );
}

/** Tells who can't see it that there is something to choose from. */
function Offered({ count }: { readonly count: number }): ReactElement {
  return (
    <span className="unseen" role="status">
      {count === 0 ? "" : `${count} ${count === 1 ? "suggestion" : "suggestions"}`}
    </span>
  );
}

/** Sends once all files that it waits for are there. What failed ends the waiting, and is told. */
function useHeld(files: readonly Attachment[] | undefined, send: () => void): void {
  const isOver = files?.every(({ state }) => state.type === "done" || state.type === "failed") ?? false;
  const over = useEffectEvent(send);
  useEffect(() => {
    if (isOver) over();
  }, [isOver]);
}

function isPlain({ shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return !(shiftKey || ctrlKey || metaKey || altKey);
}
