import type { Register } from "./account-commands.ts";
import type { Command, Open } from "./commands.ts";
import type { Answer } from "./session-host.ts";

/** Something that is to go through the log. */
export interface ActStep {
  readonly act: Command | Open | Register;
  readonly done: (answer: Answer) => void;
  /**
   * Called when all before it is done, maybe more than once: something about it is looked up, and it waits with all
   * behind it until `StepQueue.resolve`.
   */
  readonly lookUp?: () => void;
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
