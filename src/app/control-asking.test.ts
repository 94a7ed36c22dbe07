import * as v from "valibot";
import { expect, it } from "vitest";
import { Control, ControlError } from "./control-asking.ts";

/** A control over nothing: what was sent, and a way to answer. */
function overNothing(): {
  readonly control: Control;
  readonly sent: unknown[];
  answer(...messages: readonly unknown[]): void;
  say(text: string): void;
  lose(): void;
} {
  const sent: unknown[] = [];
  let ends: { feed(bytes: Uint8Array): void; lost(): void } | undefined;
  const control = new Control((given) => {
    ends = given;
    return { send: (line) => sent.push(JSON.parse(line)), close: async () => undefined };
  });
  const say = (text: string): void => ends?.feed(Buffer.from(text));
  return {
    control,
    sent,
    say,
    answer: (...messages) => say(messages.map((message) => `${JSON.stringify(message)}\n`).join("")),
    lose: () => ends?.lost(),
  };
}

const ANY = v.looseObject({});

it("finds each answer by its ref, in whatever order and pieces they come", async () => {
  const { control, sent, say, answer } = overNothing();
  const one = control.ask({ type: "invites" }, v.object({ n: v.number() }));
  const two = control.ask({ type: "account", account: "ada" }, v.object({ n: v.number() }));
  expect(sent).toEqual([
    { type: "invites", ref: "1" },
    { type: "account", account: "ada", ref: "2" },
  ]);
  answer({ type: "ok", ref: "2", n: 2 });
  say('{"type":"ok","re');
  say('f":"1","n":1}\n');
  expect(await Promise.all([one, two])).toEqual([{ n: 1 }, { n: 2 }]);
});

it("tells a refusal by its sentence and its code", async () => {
  const { control, answer } = overNothing();
  const asked = control.ask({ type: "invites" }, ANY);
  answer({ type: "refused", ref: "1", code: "busy", text: "Too much." });
  await expect(asked).rejects.toThrow(/^Too much\.$/);
  await expect(asked).rejects.toMatchObject({ code: "busy" });
});

it("says so if the server goes away, to who waits and to who comes later", async () => {
  const { control, lose } = overNothing();
  const asked = control.ask({ type: "invites" }, ANY);
  lose();
  await expect(asked).rejects.toThrow("went away before it had answered");
  await expect(control.ask({ type: "invites" }, ANY)).rejects.toThrow("went away");
});

it.each(["nonsense\n", '{"type":"ok"}\n', '{"type":"event","ref":"1"}\n'])("takes %j for no answer", async (text) => {
  const { control, say } = overNothing();
  const asked = control.ask({ type: "invites" }, ANY);
  say(text);
  await expect(asked).rejects.toThrow(ControlError);
});

it("says so if the answer is that of another version", async () => {
  const { control, answer } = overNothing();
  const asked = control.ask({ type: "invites" }, v.object({ invites: v.array(v.string()) }));
  answer({ type: "ok", ref: "1", invites: 3 });
  await expect(asked).rejects.toThrow("another version");
});
