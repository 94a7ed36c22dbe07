import { type ReactElement, useId, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import "./secret-once.css";

/** A secret that is shown this once, to be copied. */
export function SecretOnce({
  label,
  secret,
  note,
}: {
  readonly label: string;
  readonly secret: string;
  readonly note: string;
}): ReactElement {
  const id = useId();
  const line = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    line.current?.select();
    setSaid((await copied(secret)) ? "Copied." : "It is selected: copy it with your keyboard.");
  };
  return (
    <div className="secret">
      <label htmlFor={id}>{label}</label>
      <div className="secret-line">
        <input
          ref={line}
          id={id}
          className="input secret-text"
          dir="ltr"
          readOnly
          value={secret}
          aria-describedby={`${id}-note`}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button look="main" onClick={() => void copy()}>
          <Icon name="copy" />
          Copy
        </Button>
      </div>
      <small id={`${id}-note`}>{note}</small>
      <p role="status" className="secret-said">
        {said}
      </p>
    </div>
  );
}

/** Copies a text, if the browser lets the page; without TLS it does not. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
