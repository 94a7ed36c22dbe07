import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { closeBrowser, openPage } from "./browser.ts";
import type { TestServer } from "./harness.ts";
import { does } from "./people.ts";
import { join, scene } from "./scene.ts";

afterAll(closeBrowser);

const PASSWORD = "a long password";

/** A page in a browser that is signed in to the account of an owner. */
async function ownersPage(server: TestServer, at: string): Promise<Page> {
  await does(server.data, ["account", "add", "ada", "--role", "owner"], PASSWORD);
  const page = await openPage(server, { at: "#/settings/account", mayFail: /401/ });
  const form = page.getByRole("form", { name: "Sign in" });
  await form.getByLabel("Name").fill("ada");
  await form.getByLabel("Password").fill(PASSWORD);
  await form.getByRole("button").click();
  await page.getByRole("heading", { name: "Change the password" }).waitFor();
  await page.goto(new URL(at, page.url()).href);
  return page;
}

it("an owner makes an invite link, and who comes by it is among the people", async () => {
  const server = await scene();
  const page = await ownersPage(server, "#/admin/invites");
  await page.getByLabel("Leads to channel").fill("tea");
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = await page.getByLabel("The new link", { exact: true }).inputValue();
  expect(link).toContain("/invite/");
  await page.getByRole("img", { name: "The new link as a QR code" }).waitFor();
  await page.getByText("leads to #tea").waitFor();

  const other = await openPage(server);
  await other.goto(link);
  await other.getByLabel("Name").fill("bob");
  await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.getByLabel("Password again").fill(PASSWORD);
  await other.getByRole("button").click();
  await other.getByRole("heading", { name: "Welcome, bob" }).waitFor();

  await page.getByRole("link", { name: "People", exact: true }).click();
  await page.getByRole("button", { name: "What can be done with bob" }).click();
  await page.getByRole("menuitem", { name: "Change the role…" }).click();
  await page.getByLabel("Admin", { exact: true }).check();
  await page.getByRole("button", { name: "Change the role" }).click();
  await page.getByText("bob is an admin now.").waitFor();
  await page.getByRole("link", { name: "Moderation log" }).click();
  await page.getByText("ada made bob an admin").waitFor();
});

it("with another password this browser stays signed in, and what was wrong is said beside the field", async () => {
  const server = await scene();
  const page = await ownersPage(server, "#/settings/account");
  const form = page.getByRole("form", { name: "Change the password" });
  await form.getByLabel("Current password").fill("another one");
  await form.getByLabel("New password", { exact: true }).fill("newer words");
  await form.getByLabel("New password again").fill("newer words");
  await form.getByRole("button").click();
  await form.getByRole("alert").waitFor();
  expect(await form.getByLabel("Current password").getAttribute("aria-invalid")).toBe("true");
  await form.getByLabel("Current password").fill(PASSWORD);
  await form.getByRole("button").click();
  await page.getByText("Your password is changed.").waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Change the password" }).waitFor();
});

it("what somebody has reported is read by an owner, and removed for everybody", async () => {
  const server = await scene();
  const eve = await join(server, "eve");
  await eve.say("buy my wares");
  const { id: msgid } = await eve.next("message");
  const bob = await join(server, "bob");
  await bob.ask({ type: "report", to: "#lobby", msgid, reason: "no market" });
  const page = await ownersPage(server, "#/admin/moderation");
  await page.getByText("bob reported what eve said in #lobby: no market").waitFor();
  await page.getByText("buy my wares").waitFor();
  await page.getByRole("button", { name: "Remove the message of eve" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("not here");
  await dialog.getByRole("button", { name: "Remove the message" }).click();
  await page.getByText("The message is removed.").waitFor();
  expect(await bob.next("redact")).toMatchObject({ msgid, reason: "not here" });
});
