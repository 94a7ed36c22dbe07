import { type ReactElement, useState } from "react";
import { LIMITS } from "../../core/limits.ts";
import type { InviteItem } from "../../wire/json/desk-messages.ts";
import type { Ok } from "../../wire/json/messages.ts";
import { useAnswer, useAsking } from "../parts/asking.ts";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { A_WEEK, DURATIONS, untilOf } from "../parts/durations.ts";
import { Choice, Form, type Given, TextField } from "../parts/form.tsx";
import { useNotice } from "../parts/notice.tsx";
import { Section } from "../parts/panel.tsx";
import { placed } from "../parts/placed-problem.ts";
import { FormProblem } from "../parts/problem.tsx";
import { SecretOnce } from "../parts/secret-once.tsx";
import { Away } from "../parts/time.tsx";
import { linkOf, usesWords } from "./invite-words.ts";
import { QrCode } from "./qr-code.tsx";
import { ROLES } from "./roles.ts";

/** Invite links: those that are good, and making another. @param isOwner whether one may say what they make people */
export function Invites({ isOwner }: { readonly isOwner: boolean }): ReactElement {
  const { answer, problem, reload } = useAnswer({ type: "invites" });
  const [made, setMade] = useState<string>();
  const [removing, setRemoving] = useState<InviteItem>();
  const { notice, tellThere } = useNotice();
  const invites = answer?.invites;
  return (
    <>
      <Section title="Make a link">
        <InviteForm
          isOwner={isOwner}
          made={(ok) => {
            setMade(linkOf(ok, location.origin));
            reload();
          }}
        />
        {made !== undefined && <MadeLink key={made} link={made} />}
      </Section>
      <Section title="Links that are good">
        {notice}
        <FormProblem text={problem?.text} />
        {invites?.length === 0 && <p className="dim">There are none.</p>}
        {invites && invites.length > 0 && (
          <ul className="list rows">
            {invites.toReversed().map((invite) => (
              <InviteRow key={invite.id} invite={invite} remove={() => setRemoving(invite)} />
            ))}
          </ul>
        )}
      </Section>
      {removing && (
        <Confirm
          title="Remove the link?"
          verb="Remove the link"
          command={() => ({ type: "invite-remove", id: removing.id })}
          done={() => {
            tellThere("The link is good no more.");
            reload();
          }}
          close={() => setRemoving(undefined)}
        >
          <p>Nobody can make an account with it any more. The accounts that it made stay.</p>
        </Confirm>
      )}
    </>
  );
}

function InviteForm({ isOwner, made }: { readonly isOwner: boolean; readonly made: (ok: Ok) => void }): ReactElement {
  const { isBusy, problem, ask } = useAsking();
  const beside = placed(problem, { "bad-channel-name": "channel", "no-such-channel": "channel" });
  const make = async (given: Given): Promise<void> => {
    const role = ROLES.find((one) => one === given("role"));
    const channel = given("channel").trim();
    const ok = await ask({
      type: "invite-add",
      uses: Number(given("uses")),
      until: untilOf(given("lasts")) ?? 0,
      ...(role && { role }),
      ...(channel !== "" && { channel: channel.startsWith("#") ? channel : `#${channel}` }),
    });
    if (ok) made(ok);
  };
  return (
    <Form onGiven={make} label="Make an invite link">
      <div className="admin-columns">
        <TextField
          label="For how many accounts"
          name="uses"
          type="number"
          inputMode="numeric"
          min={1}
          max={LIMITS.inviteUses}
          defaultValue={1}
          required
        />
        <Choice label="Good for" name="lasts" options={DURATIONS} defaultValue={A_WEEK} />
        {isOwner && (
          <Choice
            label="They become"
            name="role"
            options={[
              { value: "", words: "Members" },
              { value: "admin", words: "Admins" },
              { value: "owner", words: "Owners" },
            ]}
          />
        )}
        <TextField label="Leads to channel" name="channel" placeholder="#tea" problem={beside("channel")} />
      </div>
      <FormProblem text={beside("form")} />
      <div className="form-actions">
        <Button type="submit" look="main" aria-disabled={isBusy}>
          Make a link
        </Button>
      </div>
    </Form>
  );
}

function MadeLink({ link }: { readonly link: string }): ReactElement {
  return (
    <div className="admin-made">
      <SecretOnce
        label="The new link"
        secret={link}
        note="It is shown this once. Whoever has it can make an account here."
      />
      <QrCode text={link} label="The new link as a QR code" />
    </div>
  );
}

function InviteRow({ invite, remove }: { readonly invite: InviteItem; readonly remove: () => void }): ReactElement {
  const { id, until, role, channel, by, created } = invite;
  return (
    <li className="row">
      <div className="row-body">
        <div className="row-head">
          <code className="row-name">{id}</code>
          <span>{usesWords(invite)}</span>
          {role && <span className="badge">{role}</span>}
        </div>
        <p className="row-more">
          {until === undefined ? (
            "Good for good"
          ) : (
            <>
              Ends <Away at={until} />
            </>
          )}
          {channel !== undefined && (
            <>
              , leads to <bdi>{channel}</bdi>
            </>
          )}
          , made <Away at={created} /> by {by === undefined ? "the server" : <bdi>{by}</bdi>}
        </p>
      </div>
      <div className="row-actions">
        <Button look="danger" aria-label={`Remove the link ${id}`} onClick={remove}>
          Remove
        </Button>
      </div>
    </li>
  );
}
