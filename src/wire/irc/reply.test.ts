import { describe, expect, it } from "vitest";
import { Output, Reply } from "./reply.ts";

function start(): {
  readonly output: Output;
  readonly written: () => string[];
  readonly reply: (label?: string) => Reply;
} {
  let text = "";
  const output = new Output((more) => {
    text += more;
  });
  return {
    output,
    written: () => text.split("\r\n").slice(0, -1),
    reply: (label) => new Reply(output, "s.test", label),
  };
}

describe("Reply", () => {
  it("goes straight out without a label", () => {
    const { reply, written } = start();
    const answer = reply();
    answer.send("A\r\nB\r\n");
    expect(written()).toEqual(["A", "B"]);
    answer.release();
    expect(written()).toEqual(["A", "B"]);
  });

  it("acknowledges a command that has no answer", () => {
    const { reply, written } = start();
    reply("x").release();
    expect(written()).toEqual(["@label=x :s.test ACK"]);
  });

  it("labels an only line, next to its other tags", () => {
    const { reply, written } = start();
    const answer = reply("x");
    answer.send("@time=t A\r\n");
    answer.release();
    expect(written()).toEqual(["@label=x;time=t A"]);
  });

  it("makes a batch of several lines, once all that holds it is done", () => {
    const { reply, written } = start();
    const answer = reply("x");
    answer.hold();
    answer.send("A\r\n");
    answer.release();
    expect(written()).toEqual([]);
    answer.send("B\r\n");
    answer.release();
    expect(written()).toEqual([
      "@label=x :s.test BATCH +b1 labeled-response",
      "@batch=b1 A",
      "@batch=b1 B",
      ":s.test BATCH -b1",
    ]);
  });

  it("lets nothing that comes later overtake a line that it keeps back", () => {
    const { output, reply, written } = start();
    const answer = reply("x");
    const other = reply("y");
    answer.send("JOIN\r\n");
    output.write("PRIVMSG\r\n");
    other.send("PONG\r\n");
    other.release();
    answer.release();
    expect(written()).toEqual([
      "@label=x :s.test BATCH +b1 labeled-response",
      "@batch=b1 JOIN",
      "PRIVMSG",
      "@label=y PONG",
      ":s.test BATCH -b1",
    ]);
  });
});
