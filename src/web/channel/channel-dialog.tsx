import type { ReactElement } from "react";
import type { Place } from "../../client/model/place.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Bans } from "./bans.tsx";
import { Invite } from "./invite.tsx";
import { ModesForm } from "./modes-form.tsx";
import { Rename } from "./rename.tsx";

/** The dialogs of a channel. */
export type ChannelDialogName = "invite" | "modes" | "bans" | "rename";

const TITLES: Readonly<Record<ChannelDialogName, string>> = {
  invite: "Invite somebody into",
  modes: "Rules of",
  bans: "Bans and exceptions of",
  rename: "Rename",
};

/** One of the dialogs of a channel. */
export function ChannelDialog({
  name,
  place,
  close,
}: {
  readonly name: ChannelDialogName;
  readonly place: Place;
  readonly close: () => void;
}): ReactElement {
  return (
    <Dialog title={`${TITLES[name]} ${place.name}`} close={close}>
      {name === "invite" && <Invite channel={place.name} />}
      {name === "modes" && <ModesForm place={place} close={close} />}
      {name === "bans" && <Bans place={place} />}
      {name === "rename" && <Rename channel={place.name} close={close} />}
    </Dialog>
  );
}
