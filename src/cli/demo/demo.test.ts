import { expect, it } from "vitest";
import { EXIT } from "../exit.ts";
import { fakeIo, unusedPort } from "../fake-io.fixture.ts";
import { runDemo } from "./demo.ts";

it("demo says that nobody is there and exits 69", async () => {
  const io = fakeIo();
  const url = `127.0.0.1:${await unusedPort()}`;
  expect(await runDemo({ url }, io)).toBe(EXIT.unavailable);
  expect(io.err()).toBe(`parley: nothing listens at ${url} (connection refused).\n`);
});
