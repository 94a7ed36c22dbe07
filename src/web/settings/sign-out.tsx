import { type ReactElement, useState } from "react";
import type { Chat } from "../../client/model/chat.ts";
import { useChat } from "../chat-context.ts";
import { signOut } from "../entrance/server-door.ts";
import { Button } from "../parts/button.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { goTo } from "../platform/route.ts";
import { pushParts } from "../push/push-parts.ts";
import { unsubscribe } from "../push/subscribe.ts";

/** Signing this browser out. */
export function SignOut({ leave }: { readonly leave: () => void }): ReactElement {
  const chat = useChat();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const out = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    const done = await signOut();
    if (done.ok) await forgetPushes(chat);
    setBusy(false);
    if (!done.ok) {
      setProblem(done.text);
      return;
    }
    // Who signs in next wants to talk, not to sign out.
    goTo({ at: "home" });
    leave();
  };
  return (
    <Section title="Sign out">
      <p>The server forgets this browser. You come back with your name and your password.</p>
      <FormProblem text={problem} />
      <Button look="main" aria-disabled={isBusy} onClick={() => void out()}>
        Sign out
      </Button>
    </Section>
  );
}

/** Who uses the browser next is not told what is for us. The server forgets it with the device, so it need not be asked. */
async function forgetPushes(chat: Chat): Promise<void> {
  try {
    await unsubscribe({ ...(await pushParts(chat)), ask: async () => ({ type: "ok" }) });
  } catch {
    // What the browser does not give up, the server does not push to any more.
  }
}
