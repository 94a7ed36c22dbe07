import { expect, it } from "vitest";
import { loginNick } from "./login-nick.ts";

it("takes a login name for a nick only if it can be one", () => {
  expect(loginNick(() => "alice")).toBe("alice");
  for (const login of ["1000", "build user", ""]) expect(loginNick(() => login)).toBeUndefined();
});

it("does without a name where there is none", () => {
  const nobody = (): string => {
    throw new Error("no such user");
  };
  expect(loginNick(nobody)).toBeUndefined();
});
