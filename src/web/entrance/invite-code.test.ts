import { expect, it } from "vitest";
import { invitePath } from "./invite-code.ts";

it.each([
  ["64T40uf7eg8Jh_mrtEIUCbwrWdM", "/invite/64T40uf7eg8Jh_mrtEIUCbwrWdM"],
  [" https://chat.example/invite/oVXOq_kE9DT1ALJ9mGnGFbepqEU ", "/invite/oVXOq_kE9DT1ALJ9mGnGFbepqEU"],
  ["https://192.0.2.2:5050/invite/64T40uf7eg8Jh_mrtEIUCbwrWdM#sha256=0db6", "/invite/64T40uf7eg8Jh_mrtEIUCbwrWdM"],
  ["hello there", undefined],
  ["javascript:alert(1)", undefined],
  ["", undefined],
])("of %j the page is %j", (typed, path) => {
  expect(invitePath(typed)).toBe(path);
});
