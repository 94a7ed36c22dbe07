import * as v from "valibot";
import { Cell, type Source } from "../../client/model/source.ts";
import { Stored } from "./stored.ts";

/** How somebody likes the page to be, in this browser. */
export interface Settings {
  readonly theme: "auto" | "light" | "dark";
  readonly direction: "ltr" | "rtl";
  /** Whether notes such as who came and went stand between the messages. */
  readonly notes: boolean;
  /** Whether the browser shows notifications while the page is open. */
  readonly notify: boolean;
  /** Whether Enter sends, and with Shift makes a new line; or else Ctrl and Enter sends. */
  readonly enterSends: boolean;
}

const SETTINGS: v.GenericSchema<unknown, Settings> = v.object({
  theme: v.fallback(v.picklist(["auto", "light", "dark"]), "auto"),
  direction: v.fallback(v.picklist(["ltr", "rtl"]), "ltr"),
  notes: v.fallback(v.boolean(), true),
  notify: v.fallback(v.boolean(), false),
  enterSends: v.fallback(v.boolean(), true),
});

const stored: Stored<Settings> = new Stored("settings", SETTINGS);
const cell: Cell<Settings> = new Cell<Settings>(stored.get() ?? v.parse(SETTINGS, {}), (run) => queueMicrotask(run));

/** The settings of this browser. */
export const settings: Source<Settings> = cell;

/** Changes some of them, for good. */
export function changeSettings(changes: Partial<Settings>): void {
  const next = { ...cell.get(), ...changes };
  stored.set(next);
  cell.set(next);
  applySettings();
}

/** Gives the page the look that was chosen. */
export function applySettings(): void {
  const { theme, direction } = cell.get();
  const { documentElement: page } = document;
  if (theme === "auto") delete page.dataset["theme"];
  else page.dataset["theme"] = theme;
  page.dir = direction;
}
