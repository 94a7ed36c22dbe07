import type { Command, Open, Register } from "./commands.ts";
import type { Answer } from "./session-host.ts";

/** Something that is to go through the log. */
export interface ActStep {
  readonly act: Command | Open | Register;
  readonly done: (answer: Answer) => void;
  /** Something about it is looked up; what is behind it waits until that is done. */
  readonly isPending?: boolean;
}

/** Something that a session does in its turn. */
export type Step =
  | ActStep
  | {
      readonly act?: undefined;
      readonly fence: () => void;
      /** Of all sessions. */
      readonly isWide?: boolean;
      /** What is behind it waits until it is taken away. */
      readonly isWait?: boolean;
    };

/** Whether what stands at the head is done by that alone. */
export function isPassable(step: Step): step is Exclude<Step, ActStep> {
  return !step.act && !step.isWide && !step.isWait;
}
