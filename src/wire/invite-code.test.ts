import { expect, it } from "vitest";
import { inviteCodeOf } from "./invite-code.ts";

it.each([
  "https://chat.example/invite/a-B_9",
  "http://localhost:5050/invite/a-B_9",
  "https://[::1]:5050/invite/a-B_9/",
  "HTTPS://chat.example:5050/chat/invite/a-B_9",
  "chat.example:5050/invite/a-B_9",
  ` https://chat.example:5050/invite/a-B_9#sha256=${"0f".repeat(32)}\n`,
])("the code of %j is what stands behind /invite/", (link) => {
  expect(inviteCodeOf(link)).toBe("a-B_9");
});

it.each([
  "a-B_9",
  "code ",
  "",
  "/invite/",
  "https://chat.example/invite/",
  "https://chat.example/a-B_9",
  "x/invite/a b",
])("%j is a code as it stands", (said) => {
  expect(inviteCodeOf(said)).toBe(said);
});
