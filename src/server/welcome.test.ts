import { expect, it } from "vitest";
import { type Door, type Welcome, welcomePage } from "./welcome.ts";

const OPEN: Door = { access: "open", registration: "none" };

async function shown(about: Partial<Welcome>): Promise<string> {
  return String(await welcomePage({ version: "1.2.3", base: "https://chat.test:5050", door: OPEN, ...about }));
}

it("says how to come to what the server is called", async () => {
  const page = await shown({});
  for (const way of [
    "<code>npx parley join chat.test:5050</code>",
    "<code>/connect -tls chat.test 5050</code> in irssi",
    "<code>openssl s_client -quiet -connect chat.test:5050</code>",
    "<code>wss://chat.test:5050</code>",
    "parley 1.2.3",
  ]) {
    expect(page).toContain(way);
  }
  expect(await shown({ base: "https://chat.test" })).toContain("chat.test:443");
  expect(await shown({ base: "http://192.0.2.1:5050" })).toContain(
    "<code>npx parley join parley://192.0.2.1:5050</code>",
  );
  expect(await shown({ base: "" })).toContain("<code>nc localhost 80</code>");
});

it("says that one needs an account, and how to get it, where that is so", async () => {
  const said = (door: Partial<Door>): Promise<string> => shown({ door: { ...OPEN, ...door } });
  expect(await said({})).not.toMatch(/account|token/);
  expect(await said({ guests: "read" })).toContain("Without an account one can only read here.");
  expect(await said({ access: "invite", guests: "none" })).toMatch(/needs an account here\. .*an invite link.*token/s);
  // With invites nobody makes an account otherwise, whatever was said.
  const closed = { access: "accounts", guests: "none" } as const;
  expect(await said({ access: "invite", registration: "before-connect" })).not.toContain("/register");
  expect(await said(closed)).toMatch(/needs an account here\. Ask whoever runs the server for one\./);
  expect(await said({ ...closed, registration: "after-connect" })).toContain("Ask whoever");
  expect(await said({ ...closed, registration: "before-connect" })).toContain("/register NAME PASSWORD");
});

it("leads to the provider by which one may sign in, if there is one", async () => {
  expect(await shown({ signIn: "/login/oidc" })).toContain('<a href="/login/oidc">Sign in');
  expect(await shown({})).not.toContain("OpenID");
});
