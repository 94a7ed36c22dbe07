import type { ReactElement } from "react";
import type { Choice } from "./completion.ts";

/** The id of a choice, by which the text box says which one is active. */
export function choiceId(list: string, at: number): string {
  return `${list}-${at}`;
}

/** What can be chosen. The keyboard stays in the text box, which tells who can't see it which choice is active. */
export function CompletionList({
  id,
  choices,
  active,
  take,
}: {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly active: number;
  readonly take: (choice: Choice) => void;
}): ReactElement {
  return (
    <div className="composer-choices" id={id} role="listbox" aria-label="Suggestions">
      {choices.map((choice, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text box's
        <div
          key={choice.key}
          id={choiceId(id, i)}
          role="option"
          tabIndex={-1}
          aria-selected={i === active}
          className="composer-choice"
          // The text box keeps the keyboard.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(choice)}
        >
          <bdi>{choice.label}</bdi>
          {choice.about !== undefined && (
            <span className="composer-about" dir="auto">
              {choice.about}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
