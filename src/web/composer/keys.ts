/** What a key asks of the composer. */
export type KeyAction = "send" | "line" | "bold" | "italic" | "code" | "cancel" | "edit-last" | undefined;

/** What of a key press counts. */
export interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What else counts. */
export interface Circumstances {
  /** Whether a character is being put together, which Enter ends. */
  readonly isComposing: boolean;
  readonly isEmpty: boolean;
  /** Whether it is a touch screen, where Enter is a new line and a button sends. */
  readonly isTouch: boolean;
  readonly enterSends: boolean;
}

/** What a key does, unless something is being chosen; nothing if the browser does what is right. */
export function actionOf(pressed: Pressed, { isComposing, isEmpty, isTouch, enterSends }: Circumstances): KeyAction {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = pressed;
  if (isComposing) return undefined;
  const isCommand = ctrlKey || metaKey;
  if (key === "Enter") {
    if (isCommand) return "send";
    return enterSends && !isTouch && !shiftKey && !altKey ? "send" : "line";
  }
  if (key === "Escape") return "cancel";
  if (key === "ArrowUp" && isEmpty && !isCommand && !shiftKey && !altKey) return "edit-last";
  return isCommand && !altKey && !shiftKey ? FORMATS[key.toLowerCase()] : undefined;
}

const FORMATS: Readonly<Record<string, KeyAction>> = { b: "bold", i: "italic", e: "code" };
