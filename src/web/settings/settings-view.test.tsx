import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ChatContext } from "../chat-context.ts";
import { chatOf } from "../parts/chat.fixture.ts";
import { SettingsView } from "./settings-view.tsx";

function shown(tab: string | undefined, facts: Parameters<typeof chatOf>[0]): string {
  return renderToStaticMarkup(
    <ChatContext value={chatOf(facts)}>
      <SettingsView tab={tab} leave={() => {}} />
    </ChatContext>,
  );
}

it("a guest signs in or makes an account where others have theirs, and has nothing to sign out of", () => {
  const open = shown("account", { access: { mode: "open", register: true } });
  expect(open).toContain("You are here as the guest");
  expect(open).toContain("Invite link, if you have one");
  expect(open).not.toContain("#/settings/sign-out");
  expect(shown("account", { access: { mode: "open", register: false } })).toContain("Invite link or its code");
});

it("who is signed in may sign out", () => {
  expect(shown("look", { account: "ada" })).toContain("#/settings/sign-out");
  expect(shown("sign-out", { account: "ada" })).toContain("The server forgets this browser.");
});

it("the first part is shown where the address names none that there is", () => {
  for (const tab of [undefined, "nonsense", "sign-out"]) expect(shown(tab, {})).toContain("Notes between the messages");
});
