import { describe, expect, it } from "vitest";
import { inBatch, unitsOf } from "./batch.ts";

const BATCH = [
  "@msgid=1 :al!~al@h BATCH +m1 draft/multiline #a\r\n",
  "@batch=m1 :al!~al@h PRIVMSG #a :BATCH -m1\r\n",
  ":al!~al@h BATCH -m1\r\n",
];

describe("unitsOf", () => {
  it("keeps a batch together, and nothing else", () => {
    const [whole, one, two] = [BATCH.join(""), ":s 1 x\r\n", ":s 2 x :BATCH +m9\r\n"];
    expect(unitsOf(one + whole + two)).toEqual([one, whole, two]);
  });

  it("ends a batch only with its own end", () => {
    const outer = `:s BATCH +o x\r\n${BATCH.join("")}:s BATCH -o\r\n`;
    expect(unitsOf(`${outer}:s 1 x\r\n`)).toEqual([outer, ":s 1 x\r\n"]);
  });
});

describe("inBatch", () => {
  it("tags a line, next to its other tags", () => {
    expect(inBatch(":s 1 x\r\n", "b1")).toBe("@batch=b1 :s 1 x\r\n");
    expect(inBatch("@time=t :s 1 x\r\n", "b1")).toBe("@batch=b1;time=t :s 1 x\r\n");
  });

  it("tags the two ends of a batch, and not what is in it", () => {
    expect(inBatch(BATCH.join(""), "b1")).toBe(
      "@batch=b1;msgid=1 :al!~al@h BATCH +m1 draft/multiline #a\r\n" +
        "@batch=m1 :al!~al@h PRIVMSG #a :BATCH -m1\r\n" +
        "@batch=b1 :al!~al@h BATCH -m1\r\n",
    );
  });
});
