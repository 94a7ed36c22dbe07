import { expect, it } from "vitest";
import { clientEnvironment } from "./environment.ts";

const home = (): string => "/home/ada";

it("keeps what it knows in the person's configuration folder", () => {
  expect(clientEnvironment({}, home)).toEqual({ configFolder: "/home/ada/.config/parley" });
  expect(clientEnvironment({ XDG_CONFIG_HOME: "/etc/ada" }, home)).toEqual({ configFolder: "/etc/ada/parley" });
  for (const base of ["", "here", "../there"]) {
    expect(clientEnvironment({ XDG_CONFIG_HOME: base }, home).configFolder).toBe("/home/ada/.config/parley");
  }
});

it("takes secrets from the environment, unless they are empty", () => {
  expect(clientEnvironment({ PARLEY_PASSWORD: "sesame", PARLEY_TOKEN: "t-1" }, home)).toMatchObject({
    password: "sesame",
    token: "t-1",
  });
  const empty = clientEnvironment({ PARLEY_PASSWORD: "", PARLEY_TOKEN: "" }, home);
  expect(Object.keys(empty)).toEqual(["configFolder"]);
});
