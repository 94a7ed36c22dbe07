import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { ConnectionState } from "../../client/model/chat.ts";
import { Cell } from "../../client/model/source.ts";
import { ChatContext } from "../chat-context.ts";
import { chatOf } from "../parts/chat.fixture.ts";
import { ConnectionBar } from "./connection-bar.tsx";

function shown(connection: ConnectionState, isWritable: boolean): string {
  const schedule = (run: () => void): void => run();
  const chat = Object.defineProperties(chatOf({}), {
    connection: { value: new Cell(connection, schedule) },
    isWritable: { value: new Cell(isWritable, schedule) },
  });
  return renderToStaticMarkup(
    <ChatContext value={chat}>
      <ConnectionBar />
    </ChatContext>,
  );
}

it("says as long as it lasts that the server can keep nothing, and nothing if all is well", () => {
  expect(shown({ phase: "open" }, false)).toMatch(/^<div role="status">.*can’t keep anything new/);
  expect(shown({ phase: "open" }, true)).toBe('<div role="status"></div>');
});

it("says of a server that does not hear us no more than that", () => {
  const bar = shown({ phase: "broken", why: "it no longer answers", retryAt: 0 }, false);
  expect(bar).toContain("Not connected: it no longer answers");
  expect(bar).not.toContain("can’t keep");
});
