import { beforeEach, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Members } from "./members.ts";
import type { Lease } from "./ports.ts";

/** A node `a` that looks at others, in a time that the test lets pass. */
class Look {
  readonly nodes = new Map([["a", "a1"]]);
  readonly lost: string[] = [];
  readonly said: string[] = [];
  /** Whether others can hear this node. */
  isHeard = true;
  /** Whether it hears anybody, itself too. */
  isHearing = true;
  /** The log has this node again. */
  isHereAgain: () => void = () => {};
  now = 0;
  readonly members: Members;
  #seen: (lease: Lease) => void = () => {};
  #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  constructor() {
    this.members = new Members({
      own: { name: "a", node: "a1" },
      leases: {
        renew: (lease, done) => {
          done(this.isHeard);
          if (this.isHeard && this.isHearing) this.#seen(lease);
        },
        watch: (seen) => {
          this.#seen = seen;
        },
        release: async () => {},
      },
      nodes: this.nodes,
      clock: () => this.now,
      timer: (ms, run) => {
        const timer = { at: this.now + ms, run };
        this.#timers.add(timer);
        return () => this.#timers.delete(timer);
      },
      lost: (node, done) => {
        this.lost.push(node);
        done();
      },
      startAgain: (done) => {
        this.said.push("again");
        this.isHereAgain = done;
      },
      onReplaced: () => this.said.push("replaced"),
    });
    this.members.start();
    this.members.followed();
  }

  /** Lets time pass. @param speaking nodes that say at each step that they are there */
  pass(ms: number, ...speaking: string[]): void {
    const end = this.now + ms;
    for (let next = this.#next; next && next.at <= end; next = this.#next) {
      const { at, run } = next;
      this.#timers.delete(next);
      this.now = Math.max(this.now, at);
      for (const node of speaking) this.#seen({ name: node, node });
      run();
    }
    this.now = end;
  }

  get #next(): { readonly at: number; readonly run: () => void } | undefined {
    return [...this.#timers].toSorted((a, b) => a.at - b.at)[0];
  }
}

let look: Look;

beforeEach(() => {
  look = new Look();
  look.nodes.set("b", "b1");
});

test("who goes on speaking is there, who stops is lost after a while", () => {
  look.pass(LIMITS.leaseLostMs * 5, "b1");
  expect(look.lost).toEqual([]);
  look.pass(LIMITS.leaseLostMs - LIMITS.leaseRenewMs);
  expect(look.lost).toEqual([]);
  look.pass(LIMITS.leaseRenewMs * 2);
  expect(new Set(look.lost)).toEqual(new Set(["b1"]));
});

test("who is not heard itself judges nobody, and gives the others time again when it is", () => {
  look.isHeard = false;
  look.pass(LIMITS.leaseLostMs * 3);
  look.isHeard = true;
  look.pass(LIMITS.leaseLostMs - LIMITS.leaseRenewMs);
  expect(look.lost).toEqual([]);
  look.pass(LIMITS.leaseLostMs);
  expect(look.lost).toContain("b1");
});

test("who hears nobody, not even itself, judges nobody, and gives the others time again when it does", () => {
  look.pass(LIMITS.leaseLostMs, "b1");
  look.isHearing = false;
  look.pass(LIMITS.leaseLostMs * 3);
  look.isHearing = true;
  look.pass(LIMITS.leaseLostMs - LIMITS.leaseRenewMs);
  expect(look.lost).toEqual([]);
  look.pass(LIMITS.leaseLostMs);
  expect(look.lost).toContain("b1");
});

test("who stood still for long judges nobody by that time", () => {
  look.pass(LIMITS.leaseLostMs, "b1");
  look.now += LIMITS.leaseLostMs * 10;
  look.pass(LIMITS.leaseRenewMs);
  expect(look.lost).toEqual([]);
});

test("who has just come has time to speak", () => {
  look.pass(LIMITS.leaseLostMs * 3, "b1");
  look.nodes.set("c", "c1");
  look.pass(LIMITS.leaseLostMs - LIMITS.leaseRenewMs, "b1");
  expect(look.lost).toEqual([]);
});

test("a node that the log has lost says that it is here again; one whose name another has, who is there, does not", () => {
  look.nodes.delete("a");
  look.members.followed();
  look.members.followed();
  expect(look.said).toEqual(["again"]);
  look.nodes.set("a", "a1");
  look.isHereAgain();
  look.nodes.set("a", "a2");
  look.members.followed();
  look.pass(LIMITS.leaseRenewMs * 3, "a2");
  expect(look.said).toEqual(["again", "replaced"]);
});

test("an earlier run of a node, of which nothing is heard, does not keep its name", () => {
  look.nodes.set("a", "a0");
  look.members.followed();
  look.pass(LIMITS.leaseRenewMs * 3, "b1");
  expect(look.said).toEqual(["again"]);
  look.nodes.set("a", "a1");
  look.isHereAgain();
  look.pass(LIMITS.leaseRenewMs * 9, "b1");
  expect(look.said).toEqual(["again"]);
});
