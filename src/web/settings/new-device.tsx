import { type ReactElement, useState } from "react";
import { LIMITS } from "../../core/limits.ts";
import { useAsking } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Form, TextField } from "../parts/form.tsx";
import { SecretOnce } from "../parts/secret-once.tsx";

/** Making a token by which a program signs in in place of the password. */
export function NewDevice({ changed }: { readonly changed: () => void }): ReactElement {
  const { isBusy, problem, ask } = useAsking();
  const [made, setMade] = useState<{ readonly name: string; readonly token: string }>();
  return (
    <>
      <Form
        label="A token for another program"
        onGiven={async (given, form) => {
          const name = given("name").trim();
          const ok = await ask({ type: "device-add", name });
          if (ok?.token === undefined) return;
          setMade({ name, token: ok.token });
          form.reset();
          changed();
        }}
      >
        <TextField
          label="Token for a program"
          name="name"
          placeholder="irssi on my laptop"
          hint="What you call the program. The token is good in place of your password, and can be taken back alone."
          maxLength={LIMITS.deviceNameBytes}
          required
          problem={problem?.text}
        />
        <div className="form-actions">
          <Button type="submit" aria-disabled={isBusy}>
            Make a token
          </Button>
        </div>
      </Form>
      {made && (
        <SecretOnce
          key={made.token}
          label={`Token of ${made.name}`}
          secret={made.token}
          note="It is shown this once. Who has it is you here."
        />
      )}
    </>
  );
}
