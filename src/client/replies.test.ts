import { expect, it } from "vitest";
import { refuse } from "../core/answers.ts";
import { ownRefusal } from "./replies.ts";

it.each(["not-in-channel", "no-such-channel", "no-such-nick", "unavailable"] as const)(
  "a client refuses %s by itself as the server would",
  (code) => {
    expect(ownRefusal(code, "#a")).toEqual(refuse(code, "#a"));
    expect(ownRefusal(code)).toEqual(refuse(code));
  },
);
