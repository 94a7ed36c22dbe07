import type { ReactElement } from "react";
import { Dialog } from "../parts/dialog.tsx";
import { PAGE_COMMANDS } from "./commands.ts";

/** What can be typed and which keys there are. */
export function CommandHelp({ close }: { readonly close: () => void }): ReactElement {
  return (
    <Dialog title="What you can type" close={close}>
      <dl className="composer-help">
        {PAGE_COMMANDS.map(({ name, usage, text }) => (
          <div key={name}>
            <dt>
              <code>{`/${name} ${usage}`.trim()}</code>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <h3>Keys</h3>
      <dl className="composer-help">
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

const KEYS: readonly (readonly [key: string, text: string])[] = [
  ["Tab", "completes a nick, a #channel, an :emoji: or a /command"],
  ["Arrow up", "in an empty box: changes what you said last"],
  ["Escape", "puts away a reply, a change or what is offered"],
  ["Ctrl+B, Ctrl+I, Ctrl+E", "bold, italic, code"],
  ["//", "says a line that begins with a slash"],
];
