import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { LIMITS } from "../core/limits.ts";
import { number, text } from "./columns.ts";
import { nameOf } from "./search-names.ts";

/** Follows what the history has removed because it was too old or too much: its table `pruned`, change by change. */
export class PrunedFollower {
  readonly #forget: (seqs: readonly number[]) => void;
  readonly #nextOf: (change: number) => Readonly<Record<string, SQLOutputValue>> | undefined;
  readonly #saidIn: (place: string, last: number, limit: number) => readonly number[];

  /** @param forget - takes messages out of the index */
  constructor(index: DatabaseSync, history: DatabaseSync, forget: (seqs: readonly number[]) => void) {
    this.#forget = forget;
    const next = history.prepare("SELECT place, seq, change FROM pruned WHERE change > ? ORDER BY change LIMIT 1");
    this.#nextOf = (change) => next.get(change);
    const find = index.prepare("SELECT id FROM name WHERE name = ?");
    const said = index.prepare(
      "SELECT rowid AS seq FROM said WHERE said MATCH ? AND rowid <= ? ORDER BY rowid LIMIT ?",
    );
    this.#saidIn = (place, last, limit) => {
      const name = find.get(nameOf.place(place));
      if (!name) return [];
      return said.all(`marks : m${number(name, "id")}`, last, limit).map((row) => number(row, "seq"));
    };
  }

  /** Whether there is a change behind one. */
  hasNews(change: number): boolean {
    return this.#nextOf(change) !== undefined;
  }

  /**
   * Forgets what was removed by the changes behind one, as much as takes a moment.
   * @returns the last change of which nothing is left to be forgotten
   */
  forget(change: number): number {
    const all: number[] = [];
    let done = change;
    for (let left: number = LIMITS.searchForgotten; left > 0; left--) {
      const next = this.#nextOf(done);
      if (!next) break;
      const seqs = this.#saidIn(text(next, "place"), number(next, "seq"), left);
      all.push(...seqs);
      if (seqs.length === left) break;
      left -= seqs.length;
      done = number(next, "change");
    }
    this.#forget(all);
    return done;
  }
}
