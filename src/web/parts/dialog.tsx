import { type ReactElement, type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";
import { IconButton } from "./button.tsx";

/** A window over the page, which keeps the keyboard until it is closed; Escape closes it. */
export function Dialog({
  title,
  wide = false,
  close,
  children,
}: {
  readonly title: string;
  readonly wide?: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // While it is still in the page, so that closing it gives the keyboard back to where it was.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  // Who goes elsewhere, with Back for one, leaves it behind.
  useEffect(() => {
    window.addEventListener("popstate", close);
    return () => window.removeEventListener("popstate", close);
  }, [close]);
  return (
    <dialog
      ref={dialog}
      className={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <IconButton icon="close" label="Close" onClick={close} />
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
