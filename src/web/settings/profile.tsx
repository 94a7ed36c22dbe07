import type { ReactElement } from "react";
import type { Asked } from "../../client/outgoing.ts";
import { LIMITS } from "../../core/limits.ts";
import { useChat } from "../chat-context.ts";
import { useAnswer, useAsking } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Form, TextField } from "../parts/form.tsx";
import { useNotice } from "../parts/notice.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { useSource } from "../use-source.ts";

/** What others see of oneself. */
export function Profile(): ReactElement {
  const self = useSource(useChat().self);
  const { answer, problem, reload } = useAnswer(self && { type: "whois", nick: self.nick });
  if (!answer) return <FormProblem text={problem?.text} />;
  const { realname = "", metadata = [], away = "" } = answer;
  const displayName = metadata.find(({ key }) => key === DISPLAY_NAME)?.value ?? "";
  return (
    <>
      <Section title="Names">
        <Line
          label="Display name"
          hint="Some programs show it in place of your nick. Empty takes it away."
          value={displayName}
          maxLength={LIMITS.metadataValueBytes}
          command={(value) => ({ type: "metadata", to: "*", key: DISPLAY_NAME, ...(value !== "" && { value }) })}
          changed={reload}
        />
        <Line
          label="Real name"
          hint="A line about you, for who asks who you are."
          value={realname}
          maxLength={LIMITS.realnameBytes}
          command={(realname) => ({ type: "setname", realname })}
          changed={reload}
        />
      </Section>
      <Section title="Away">
        <Line
          label="Why you are away"
          hint="Who writes to you is told. Empty means that you are back."
          value={self?.away ?? away}
          maxLength={LIMITS.awayBytes}
          command={(text) => ({ type: "away", ...(text !== "" && { text }) })}
          changed={reload}
        />
      </Section>
    </>
  );
}

const DISPLAY_NAME = "display-name";

/** One line, which is saved by itself. */
function Line({
  label,
  hint,
  value,
  maxLength,
  command,
  changed,
}: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly maxLength: number;
  readonly command: (value: string) => Asked;
  readonly changed: () => void;
}): ReactElement {
  const { isBusy, problem, ask } = useAsking();
  const { notice, tell } = useNotice();
  return (
    <Form
      onGiven={async (given) => {
        if (!(await ask(command(given("line").trim())))) return;
        tell("Saved.");
        changed();
      }}
    >
      <TextField
        key={value}
        label={label}
        hint={hint}
        name="line"
        defaultValue={value}
        maxLength={maxLength}
        problem={problem?.text}
      />
      <div className="form-actions">
        <Button type="submit" aria-disabled={isBusy}>
          Save<span className="unseen"> {label}</span>
        </Button>
        {notice}
      </div>
    </Form>
  );
}
