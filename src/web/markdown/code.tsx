import {
  createElement,
  Fragment,
  memo,
  type NamedExoticComponent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useState,
} from "react";
import { IconButton } from "../parts/button.tsx";
import type { CodePiece } from "./highlight.ts";

/** What colours code, once it has been loaded. */
let highlighter: typeof import("./highlight.ts") | undefined;

const COPIED_MS = 2_000;

/** Code on lines of its own, in colours if its language is known, with a button that copies it. */
export const Code: NamedExoticComponent<{ readonly text: string; readonly language: string }> = memo(
  ({ text, language }) => {
    const pieces = useHighlighted(text, language);
    const [copied, setCopied] = useState<string>();
    useEffect(() => {
      if (copied === undefined) return;
      const timer = window.setTimeout(() => setCopied(undefined), COPIED_MS);
      return () => window.clearTimeout(timer);
    }, [copied]);
    const copy = (): void => {
      const done = navigator.clipboard.writeText(text);
      void done.then(
        () => setCopied("Copied"),
        () => setCopied("The browser doesn't let that be copied."),
      );
    };
    return (
      <figure className="markdown-code" dir="ltr">
        <figcaption>
          <bdi>{language === "" ? "Code" : language}</bdi>
          <span role="status">{copied}</span>
          <IconButton icon="copy" label="Copy code" onClick={copy} />
        </figcaption>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
        <pre tabIndex={0}>
          <code>{pieces ? drawCode(pieces) : text}</code>
        </pre>
      </figure>
    );
  },
);

function drawCode(pieces: readonly CodePiece[]): ReactElement {
  // They never change their order.
  return createElement(Fragment, null, ...pieces.map(drawPiece));
}

function drawPiece({ text, kinds }: CodePiece): ReactNode {
  return kinds === "" ? text : <span className={kinds}>{text}</span>;
}

/** The code in pieces of colour, as soon as what makes them is there. */
function useHighlighted(text: string, language: string): readonly CodePiece[] | undefined {
  const [name = ""] = language.trim().toLowerCase().split(/\s/);
  // What was coloured before is so at once, when it comes into view again.
  const [pieces, setPieces] = useState(() => highlighter?.highlight(text, name));
  useEffect(() => {
    if (name === "") return;
    let isOver = false;
    const load = async (): Promise<void> => {
      highlighter ??= await import("./highlight.ts");
      if (!isOver) setPieces(highlighter.highlight(text, name));
    };
    // Without its colours it can be read just as well.
    void load().catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [text, name]);
  return pieces;
}
