import type { ReactElement } from "react";
import type { Message } from "../../client/model/timeline.ts";
import { withoutMarks } from "../markdown/plain.ts";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Nick } from "../parts/person.tsx";

/** Above the box: which message is answered, or changed. */
export function AboutBar({
  message,
  how,
  cancel,
}: {
  readonly message: Message;
  readonly how: "reply" | "edit";
  readonly cancel: () => void;
}): ReactElement {
  return (
    <div className="composer-bar">
      <Icon name={how} />
      <p>
        {how === "edit" ? (
          "You are changing your message"
        ) : (
          <>
            In reply to <Nick nick={message.from.nick} />
          </>
        )}{" "}
        <bdi className="composer-dim">{withoutMarks(message.text).slice(0, SHOWN)}</bdi>
      </p>
      <IconButton icon="close" label={how === "edit" ? "Leave it as it was" : "Don't reply"} onClick={cancel} />
    </div>
  );
}

/** Characters of a message that are shown; there is room for fewer. */
const SHOWN = 300;
