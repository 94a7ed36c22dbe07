import { type ReactElement, useState } from "react";
import type { DeviceItem } from "../../wire/json/desk-messages.ts";
import { useAsking } from "./asking.ts";
import { Button } from "./button.tsx";
import { useNotice } from "./notice.tsx";
import { FormProblem } from "./problem.tsx";
import { Away } from "./time.tsx";

/** The devices of an account, each of which can be signed out after a second look. @param account another's */
export function DeviceList({
  account,
  devices,
  changed,
}: {
  readonly account?: string;
  readonly devices: readonly DeviceItem[];
  readonly changed: () => void;
}): ReactElement {
  const { isBusy, problem, ask } = useAsking();
  const [meant, setMeant] = useState<string>();
  const { notice, tellThere } = useNotice();
  const forget = async ({ id, name }: DeviceItem): Promise<void> => {
    if (meant !== id) {
      setMeant(id);
      return;
    }
    const ok = await ask({ type: "device-remove", id, ...(account !== undefined && { account }) });
    setMeant(undefined);
    if (!ok) return;
    tellThere(`${name} is signed out.`);
    changed();
  };
  return (
    <>
      {notice}
      <FormProblem text={problem?.text} />
      {devices.length === 0 && <p className="dim">There are none.</p>}
      {devices.length > 0 && (
        <ul className="list rows">
          {devices.map((device) => (
            <li key={device.id} className="row">
              <div className="row-body">
                <bdi className="row-name">{device.name}</bdi>
                <p className="row-more">
                  Added <Away at={device.created} />
                  {device.used === undefined ? (
                    ", never used"
                  ) : (
                    <>
                      , used <Away at={device.used} />
                    </>
                  )}
                </p>
              </div>
              <div className="row-actions">
                <Button look="danger" aria-disabled={isBusy} onClick={() => void forget(device)}>
                  {meant === device.id ? "Really sign out?" : "Sign out"}
                  <span className="unseen"> {device.name}</span>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
