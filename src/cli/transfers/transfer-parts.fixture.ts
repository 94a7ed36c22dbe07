import { fakeTrust } from "../trust/trust.fixture.ts";
import type { TransferParts } from "./transfer-parts.ts";

/** The parts of a transfer in a test's hands, and what it was told by them. */
export interface FakeParts extends TransferParts {
  readonly troubles: readonly string[];
  /** How far it was, each time that this was told. */
  readonly marks: readonly number[];
  /** How many tickets were asked for. */
  readonly tickets: TransferParts["tickets"] & { readonly count: number };
  /** How often it waited. */
  readonly waits: () => number;
  readonly interrupt: () => void;
}

/** @param onWait called in place of waiting */
export function fakeParts(port: number, onWait: () => void = () => undefined): FakeParts {
  const controller = new AbortController();
  const troubles: string[] = [];
  const marks: number[] = [];
  let waits = 0;
  let count = 1;
  return {
    server: new URL(`http://127.0.0.1:${port}`),
    tickets: {
      get: async () => `ticket-${count}`,
      renew: () => {
        count++;
      },
      get count() {
        return count;
      },
    },
    trust: fakeTrust().trust,
    progress: (done) => marks.push(done),
    trouble: (why) => troubles.push(why),
    wait: async () => {
      waits++;
      onWait();
    },
    signal: controller.signal,
    troubles,
    marks,
    waits: () => waits,
    interrupt: () => controller.abort(),
  };
}
