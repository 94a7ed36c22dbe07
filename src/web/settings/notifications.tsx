import { type ReactElement, useState } from "react";
import { Button } from "../parts/button.tsx";
import { useNotice } from "../parts/notice.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { changeSettings, settings } from "../platform/settings.ts";
import { useSource } from "../use-source.ts";
import { WhileClosed } from "./while-closed.tsx";

/** What somebody is told of who does not look at the page. @param account theirs, if they have one */
export function Notifications({ account }: { readonly account: string | undefined }): ReactElement {
  return (
    <>
      <WhileOpen />
      <WhileClosed key={account} account={account} />
    </>
  );
}

const DENIED = "This browser was told not to let this page notify you. Its own settings for the page can change that.";

/** Notifications of the browser, while the page is open in it. */
function WhileOpen(): ReactElement {
  const { notify } = useSource(settings);
  const [problem, setProblem] = useState<string>();
  const { notice, tell } = useNotice();
  const isThere = "Notification" in window;
  const isOn = isThere && notify && Notification.permission === "granted";
  const turn = async (): Promise<void> => {
    setProblem(undefined);
    if (!isOn && (await Notification.requestPermission()) !== "granted") {
      setProblem(DENIED);
      return;
    }
    changeSettings({ notify: !isOn });
    tell(isOn ? "Notifications are off." : "Notifications are on.");
  };
  return (
    <Section title="While the page is open">
      <p>This browser tells you of mentions and of what is said to you alone, while you look at something else.</p>
      {notice}
      <FormProblem text={problem} />
      {isThere ? (
        <Button aria-pressed={isOn} onClick={() => void turn()}>
          {isOn ? "Turn them off" : "Turn them on"}
        </Button>
      ) : (
        <p className="dim">This browser has no notifications, or only for pages that come over TLS.</p>
      )}
    </Section>
  );
}
