import { type ReactElement, useState } from "react";
import type { AccountItem } from "../../wire/json/desk-messages.ts";
import { useAnswer } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { DeviceList } from "../parts/device-list.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Radios, TextField } from "../parts/form.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { ROLES } from "./roles.ts";

/** What can be done with somebody's account. */
export type Deed = "role" | "password" | "devices" | "remove";

interface About {
  readonly person: AccountItem;
  /** Something was done: what, as a sentence. */
  readonly done: (words: string) => void;
  readonly close: () => void;
}

/** Asks how, and whether it is meant. */
export function PersonDialog({ deed, ...about }: About & { readonly deed: Deed }): ReactElement {
  const Chosen = DIALOGS[deed];
  return <Chosen {...about} />;
}

const DIALOGS: Readonly<Record<Deed, (about: About) => ReactElement>> = {
  role: RoleDialog,
  password: PasswordDialog,
  devices: DevicesDialog,
  remove: RemoveDialog,
};

function RoleDialog({ person: { account, role: now }, done, close }: About): ReactElement {
  const [chosen, setChosen] = useState<string>(now ?? "");
  const role = ROLES.find((one) => one === chosen);
  return (
    <Confirm
      title="Change the role"
      verb="Change the role"
      isDangerous={false}
      command={() => ({ type: "role", account, ...(role && { role }) })}
      done={() => done(`${account} is ${role === undefined ? "a member like others" : `an ${role}`} now.`)}
      close={close}
    >
      <p>
        What <bdi>{account}</bdi> may do on the whole server:
      </p>
      <Radios
        label="Role"
        name="role"
        value={chosen}
        onChoice={setChosen}
        options={[
          { value: "", words: "Member" },
          { value: "admin", words: "Admin" },
          { value: "owner", words: "Owner" },
        ]}
      />
      <p className="dim">
        Admins invite, ban and keep order. Owners besides give roles, also to themselves and to you, and set passwords.
      </p>
    </Confirm>
  );
}

function PasswordDialog({ person: { account }, done, close }: About): ReactElement {
  return (
    <Confirm
      title="Set a password"
      verb="Set the password"
      fields={{ "bad-password": "password" }}
      command={(given) => ({ type: "passwd", account, password: given("password") })}
      done={() => done(`${account} has another password now.`)}
      close={close}
    >
      {(beside) => (
        <>
          <p>
            Everything that <bdi>{account}</bdi> is signed in with is signed out. Tell them the new password in person.
          </p>
          <TextField
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            required
            problem={beside("password")}
          />
        </>
      )}
    </Confirm>
  );
}

function DevicesDialog({ person: { account }, done, close }: About): ReactElement {
  const { answer, problem, reload } = useAnswer({ type: "account", account });
  const [isAll, setAll] = useState(false);
  const devices = answer?.devices ?? [];
  if (isAll) {
    return (
      <Confirm
        title="Sign all devices out?"
        verb="Sign all out"
        command={() => devices.map(({ id }) => ({ type: "device-remove", id, account }))}
        done={() => done(`All devices of ${account} are signed out.`)}
        close={close}
      >
        <p>
          <bdi>{account}</bdi> has to sign in again on each of {devices.length}.
        </p>
      </Confirm>
    );
  }
  return (
    <Dialog title="Devices" close={close}>
      <div className="form">
        <p>
          Where <bdi>{account}</bdi> is signed in:
        </p>
        <FormProblem text={problem?.text} />
        {answer && <DeviceList account={account} devices={devices} changed={reload} />}
        {devices.length > 1 && (
          <div className="form-actions">
            <Button look="danger" onClick={() => setAll(true)}>
              Sign all out…
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

function RemoveDialog({ person: { account }, done, close }: About): ReactElement {
  return (
    <Confirm
      title="Remove the account?"
      verb="Remove the account"
      command={() => ({ type: "unregister", account })}
      done={() => done(`The account ${account} is removed.`)}
      close={close}
    >
      <p>
        The account <bdi>{account}</bdi> is gone for good, and its sessions end. What was said stays. Others may take
        the name then.
      </p>
    </Confirm>
  );
}
