import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ChatContext } from "../chat-context.ts";
import { chatOf } from "../parts/chat.fixture.ts";
import { AdminView } from "./admin-view.tsx";

function shown(tab: string | undefined, role?: "admin" | "owner"): string {
  const chat = chatOf({ account: "ada", ...(role && { role }) });
  return renderToStaticMarkup(
    <ChatContext value={chat}>
      <AdminView tab={tab} />
    </ChatContext>,
  );
}

describe("the administration", () => {
  it("is shown to admins and owners only", () => {
    expect(shown("invites")).toContain("for admins and owners");
    expect(shown("invites")).not.toContain("Make a link");
    expect(shown("invites", "admin")).toContain("Make a link");
  });

  it("lets owners alone say what a link makes people", () => {
    expect(shown("invites", "admin")).not.toContain("They become");
    expect(shown("invites", "owner")).toContain("They become");
  });

  it("shows the part that the address names, or the first", () => {
    expect(shown("bans", "admin")).toContain("Ban or mute somebody");
    for (const tab of [undefined, "nonsense"]) expect(shown(tab, "admin")).toContain('aria-label="Accounts"');
  });
});
