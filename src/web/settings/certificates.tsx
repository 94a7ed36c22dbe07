import { type ReactElement, useState } from "react";
import { useAsking } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Form, TextField } from "../parts/form.tsx";
import { useNotice } from "../parts/notice.tsx";

/** The client certificates that prove one's account. */
export function Certificates({
  certificates,
  changed,
}: {
  readonly certificates: readonly string[];
  readonly changed: () => void;
}): ReactElement {
  const { isBusy, problem, ask } = useAsking();
  const [removing, setRemoving] = useState<string>();
  const { notice, tell, tellThere } = useNotice();
  return (
    <>
      {notice}
      {certificates.length > 0 && (
        <ul className="list rows">
          {certificates.map((fingerprint) => (
            <li key={fingerprint} className="row">
              <code className="row-body">{fingerprint}</code>
              <div className="row-actions">
                <Button look="danger" onClick={() => setRemoving(fingerprint)}>
                  Remove<span className="unseen"> {fingerprint.slice(0, 8)}</span>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Form
        label="Add a certificate"
        onGiven={async (given, form) => {
          if (!(await ask({ type: "certificate-add", fingerprint: given("fingerprint").trim() }))) return;
          form.reset();
          tell("The certificate proves your account now.");
          changed();
        }}
      >
        <TextField
          label="Fingerprint of a certificate"
          name="fingerprint"
          dir="ltr"
          spellCheck={false}
          hint="SHA-256 of the certificate in DER, in hexadecimal."
          required
          problem={problem?.text}
        />
        <div className="form-actions">
          <Button type="submit" aria-disabled={isBusy}>
            Add the certificate
          </Button>
        </div>
      </Form>
      {removing !== undefined && (
        <Confirm
          title="Remove the certificate?"
          verb="Remove the certificate"
          command={() => ({ type: "certificate-remove", fingerprint: removing })}
          done={() => {
            tellThere("The certificate proves your account no more.");
            changed();
          }}
          close={() => setRemoving(undefined)}
        >
          <p>Programs that sign in by it can’t any more.</p>
        </Confirm>
      )}
    </>
  );
}
