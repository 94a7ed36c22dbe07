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

  it("puts the label on a batch that is the whole answer", () => {
    const { reply, written } = start();
    const answer = reply("x");
    answer.send("@msgid=1 :a BATCH +m1 draft/multiline #a\r\n@batch=m1 :a PRIVMSG #a :x\r\n:a BATCH -m1\r\n");
    answer.release();
    expect(written()).toEqual([
      "@label=x;msgid=1 :a BATCH +m1 draft/multiline #a",
      "@batch=m1 :a PRIVMSG #a :x",
      ":a BATCH -m1",
    ]);
  });

  it("puts a batch with more beside it into the batch of the answer", () => {
    const { reply, written } = start();
    const answer = reply("x");
    answer.sendBatch("draft/isupport", ":s.test 005 a X\r\n");
    answer.send(":s.test 251 a\r\n");
    answer.release();
    expect(written()).toEqual([
      "@label=x :s.test BATCH +b2 labeled-response",
      "@batch=b2 :s.test BATCH +b1 draft/isupport",
      "@batch=b1 :s.test 005 a X",
      "@batch=b2 :s.test BATCH -b1",
      "@batch=b2 :s.test 251 a",
      ":s.test BATCH -b2",
    ]);
  });

  it("makes a batch of an answer that has a type of its own, label or not", () => {
    const { reply, written } = start();
    reply().sendBatch("chathistory #a", ":a BATCH +m2 x\r\n@batch=m2 :a A\r\n:a BATCH -m2\r\n:a B\r\n");
    expect(written()).toEqual([
      ":s.test BATCH +b1 chathistory #a",
      "@batch=b1 :a BATCH +m2 x",
      "@batch=m2 :a A",
      "@batch=b1 :a BATCH -m2",
      "@batch=b1 :a B",
      ":s.test BATCH -b1",
    ]);
  });
});
