import { lazy, type ReactElement } from "react";
import { Dialog } from "../parts/dialog.tsx";
import { Late } from "../parts/late.tsx";

const ProfileCard = lazy(async () => ({ default: (await import("./profile-card.tsx")).ProfileCard }));

/** Who somebody is, and what one may do about them. */
export function Profile({ nick, close }: { readonly nick: string; readonly close: () => void }): ReactElement {
  return (
    <Dialog title="Profile" close={close}>
      <Late
        fallback={
          <p className="empty" aria-busy="true">
            One moment…
          </p>
        }
      >
        <ProfileCard nick={nick} close={close} />
      </Late>
    </Dialog>
  );
}
