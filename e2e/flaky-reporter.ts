import process from "node:process";
import type { Reporter, TestModule } from "vitest/node";

/** Names the tests that failed and passed when they were tried again: each has a race, or Parley has. */
export class FlakyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => test.diagnostic()?.flaky === true)
        .map((test) => `  ${module.relativeModuleId} > ${test.fullName}\n${failuresOf(test.result().errors ?? [])}`),
    );
    if (flaky.length === 0) return;
    process.stdout.write(`\nFailed once, and passed when tried again:\n${flaky.join("")}`);
  }
}

function failuresOf(errors: readonly { readonly message: string }[]): string {
  return errors.map(({ message }) => `    ${message.split("\n")[0]}\n`).join("");
}
