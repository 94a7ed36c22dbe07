import { type ReactElement, useState } from "react";
import { LIMITS } from "../../core/limits.ts";
import type { BanItem } from "../../wire/json/desk-messages.ts";
import { type Problem, useAnswer, useAsking } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { DURATIONS, FOR_GOOD, untilOf } from "../parts/durations.ts";
import { Choice, Form, type Given, TextField } from "../parts/form.tsx";
import { useNotice } from "../parts/notice.tsx";
import { Section } from "../parts/panel.tsx";
import { placed } from "../parts/placed-problem.ts";
import { FormProblem } from "../parts/problem.tsx";
import { Away } from "../parts/time.tsx";
import { isEverybody, nameOf, targetOf, targetOfBan, targetWords } from "./ban-target.ts";

/** Bans of the server and mutes: those that hold, and making another. */
export function Bans(): ReactElement {
  const [skip, setSkip] = useState(0);
  const { answer, problem, reload } = useAnswer({ type: "bans", skip, limit: PAGE });
  const removing = useAsking();
  const { notice, tell, tellThere } = useNotice();
  const remove = async (ban: BanItem): Promise<void> => {
    const target = targetOfBan(ban);
    const ok = await removing.ask({ type: "ban-remove", ...target, ...(ban.mutes && { mutes: true }) });
    if (!ok) return;
    tellThere(`The ${ban.mutes ? "mute" : "ban"} of ${nameOf(target)} is lifted.`);
    reload();
  };
  const bans = answer?.bans;
  return (
    <>
      <Section title="Ban or mute somebody">
        <BanForm
          done={(words) => {
            tell(words);
            reload();
          }}
        />
      </Section>
      <Section title="Bans and mutes that hold">
        {notice}
        <FormProblem text={(removing.problem ?? problem)?.text} />
        {bans?.length === 0 && <p className="dim">There are none.</p>}
        {bans && bans.length > 0 && (
          <ul className="list rows">
            {bans.map((ban) => (
              <BanRow key={`${ban.mutes} ${nameOf(targetOfBan(ban))}`} ban={ban} remove={() => void remove(ban)} />
            ))}
          </ul>
        )}
        {(skip > 0 || answer?.more) && (
          <div className="form-actions">
            {skip > 0 && <Button onClick={() => setSkip(Math.max(0, skip - PAGE))}>Those before</Button>}
            {answer?.more && <Button onClick={() => setSkip(skip + PAGE)}>Those behind</Button>}
          </div>
        )}
      </Section>
    </>
  );
}

/** So many are shown at once. */
const PAGE = 100;

function BanForm({ done }: { readonly done: (words: string) => void }): ReactElement {
  const { isBusy, problem, ask, setProblem } = useAsking();
  const [whom, setWhom] = useState("");
  const [isWide, setWide] = useState(false);
  const target = targetOf(whom);
  const ban = async (given: Given, form: HTMLFormElement): Promise<void> => {
    if (isEverybody(target) && !isWide) {
      setWide(true);
      setProblem(EVERYBODY);
      return;
    }
    const mutes = given("kind") === "mute";
    const until = untilOf(given("lasts"));
    const reason = given("reason").trim();
    const ok = await ask({
      type: "ban-add",
      ...target,
      ...(mutes && { mutes }),
      ...(until !== undefined && { until }),
      ...(reason !== "" && { reason }),
    });
    setWide(false);
    if (!ok) return;
    form.reset();
    setWhom("");
    done(`${ok.account ?? ok.range ?? ok.mask ?? nameOf(target)} is ${mutes ? "muted" : "banned"}.`);
  };
  const beside = placed(problem, { "no-such-account": "whom", "bad-ban": "whom", "too-long": "reason" });
  return (
    <Form onGiven={ban} label="Ban or mute somebody">
      <TextField
        label="Whom"
        name="whom"
        required
        maxLength={LIMITS.maskBytes}
        autoCapitalize="none"
        spellCheck={false}
        hint={
          whom.trim() === "" ? "An account, an address or range, or a mask such as *!*@*.example" : targetWords(target)
        }
        problem={beside("whom")}
        value={whom}
        onChange={(event) => {
          setWhom(event.currentTarget.value);
          setWide(false);
        }}
      />
      <div className="admin-columns">
        <Choice
          label="What"
          name="kind"
          hint="Who is muted may come, and not say anything."
          options={[
            { value: "ban", words: "Ban" },
            { value: "mute", words: "Mute" },
          ]}
        />
        <Choice label="For" name="lasts" options={DURATIONS} defaultValue={FOR_GOOD} />
      </div>
      <TextField
        label="Reason"
        name="reason"
        hint="They are told it."
        maxLength={LIMITS.reasonBytes}
        problem={beside("reason")}
      />
      <FormProblem text={beside("form")} />
      <div className="form-actions">
        <Button type="submit" look={isWide ? "danger" : "main"} aria-disabled={isBusy}>
          {isWide ? "Do it all the same" : "Do it"}
        </Button>
      </div>
    </Form>
  );
}

const EVERYBODY: Problem = {
  text: "That is everybody but the operators who are here, maybe yourself too the next time. Press again if you mean it.",
};

function BanRow({ ban, remove }: { readonly ban: BanItem; readonly remove: () => void }): ReactElement {
  const { mutes, reason, by, at, until } = ban;
  const name = nameOf(targetOfBan(ban));
  return (
    <li className="row">
      <div className="row-body">
        <div className="row-head">
          <bdi className="row-name">{name}</bdi>
          <span className="badge">{mutes ? "mute" : "ban"}</span>
        </div>
        {reason !== undefined && <p dir="auto">{reason}</p>}
        <p className="row-more">
          {until === undefined ? (
            "For good"
          ) : (
            <>
              Ends <Away at={until} />
            </>
          )}
          , set <Away at={at} /> by {by === undefined ? "the server" : <bdi>{by}</bdi>}
        </p>
      </div>
      <div className="row-actions">
        <Button onClick={remove}>
          Lift<span className="unseen"> it from {name}</span>
        </Button>
      </div>
    </li>
  );
}
