import process from "node:process";

/** What tests have of the environment that they run in: the one place that reads it or changes it. */

/** The environment of a program that a test runs, with this besides. */
export function environmentWith(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...variables };
}

/** Has all that runs from now on find this in its environment. */
export function setVariable(name: string, value: string): void {
  process.env[name] = value;
}

/** A number that somebody gave a test by hand. */
export function numberFrom(name: string, otherwise: number): number {
  const value = Number(process.env[name]);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}
