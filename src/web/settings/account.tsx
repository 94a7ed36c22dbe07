import { type ReactElement, useState } from "react";
import type { Ok } from "../../wire/json/messages.ts";
import { useAnswer } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { DeviceList } from "../parts/device-list.tsx";
import { TextField } from "../parts/form.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { day } from "../parts/times.ts";
import { AlwaysOn } from "./always-on.tsx";
import { Certificates } from "./certificates.tsx";
import { NewDevice } from "./new-device.tsx";
import { PasswordForm } from "./password-form.tsx";

/** One's account: what proves it, and what becomes of it. @param leave called when it is removed */
export function Account({ leave }: { readonly leave: () => void }): ReactElement {
  const { answer, problem, reload } = useAnswer({ type: "account" });
  if (!answer) return <FormProblem text={problem?.text} />;
  const { account = "", role, created, hasPassword = true, devices = [], certificates = [] } = answer;
  return (
    <>
      <Section title="Account">
        <p>
          <bdi className="row-name">{account}</bdi> {role && <span className="badge">{role}</span>}
        </p>
        {created !== undefined && <p className="dim">Made on {day(created)}.</p>}
        <AlwaysOn isOn={answer.alwaysOn === true} changed={reload} />
      </Section>
      <Section title={hasPassword ? "Change the password" : "Set a password"}>
        <PasswordForm account={account} hasPassword={hasPassword} changed={reload} />
      </Section>
      <Section title="Devices">
        <p>
          Browsers and programs that are signed in. Who has one of them is you, so sign out those that you don’t know.
        </p>
        <DeviceList devices={devices} changed={reload} />
        <NewDevice changed={reload} />
      </Section>
      <Section title="Certificates">
        <p>Client certificates that prove your account, for IRC programs that sign in by them (SASL EXTERNAL).</p>
        <Certificates certificates={certificates} changed={reload} />
      </Section>
      <Section title="Delete the account">
        <DeleteAccount answer={answer} leave={leave} />
      </Section>
    </>
  );
}

function DeleteAccount({ answer, leave }: { readonly answer: Ok; readonly leave: () => void }): ReactElement {
  const { account = "", hasPassword = true } = answer;
  const [isMeant, setMeant] = useState(false);
  return (
    <>
      <p>It is gone for good, and its sessions end. What you said stays. Others may take the name then.</p>
      <Button look="danger" onClick={() => setMeant(true)}>
        Delete the account…
      </Button>
      {isMeant && (
        <Confirm
          title="Delete the account?"
          verb="Delete it for good"
          fields={{ "wrong-password": "password" }}
          command={(given) => ({ type: "unregister", ...(hasPassword && { password: given("password") }) })}
          done={leave}
          close={() => setMeant(false)}
        >
          {(beside) => (
            <>
              <p>
                The account <bdi>{account}</bdi> can’t be brought back.
              </p>
              {hasPassword && (
                <TextField
                  label="Your password"
                  name="password"
                  type="password"
                  autoComplete="current-password"
                  required
                  problem={beside("password")}
                />
              )}
            </>
          )}
        </Confirm>
      )}
    </>
  );
}
