import { LIMITS } from "../../core/limits.ts";
import { type OutsideAnswer, OutsideError, type OutsideProblem, type OutsideRequest } from "../outside.ts";
import { type Sealable, sealed } from "./push-request.ts";
import type { Vapid } from "./vapid.ts";

/** One push on its way to one browser. */
export interface Push extends Sealable {
  /** Whose it is: accounts take turns. */
  readonly account: string;
  /** Whether the browser is still to be told: asked before each try. */
  isWanted(): boolean;
}

/** What a sender is made of. */
export interface SenderParts {
  /** The way out, which leads to nothing in here. @throws OutsideError (rejects) */
  readonly outside: { request(asked: OutsideRequest): Promise<OutsideAnswer> };
  readonly vapid: Vapid;
  /** As `Line.timer`. */
  timer(ms: number, run: () => void): () => void;
  /** There is no such browser any more, or never was. */
  gone(push: Push): void;
  /** Something that whoever runs the server may want to know. @param text a sentence that is the same for the same trouble */
  trouble(text: string): void;
  bug(cause: unknown): void;
}

/** What comes of a try. */
type Result = "done" | "gone" | { readonly retryMs: number };

/** What will be the same however often it is tried: the address is no push service's. */
const NEVER: ReadonlySet<OutsideProblem> = new Set(["bad-url", "not-public"]);

/** What was answered, and answers the same next time. */
const SETTLED: ReadonlySet<OutsideProblem> = new Set(["redirects", "too-large"]);

/** Sends pushes, so many at a time, and those that a service can't take now a few times more. */
export class PushSender {
  readonly #parts: SenderParts;
  /** What has yet to be tried, of each account; the account that had its turn last is the last. */
  readonly #queued = new Map<string, Job[]>();
  /** How many are under way, of each account. */
  readonly #underWay = new Map<string, number>();
  /** What is to be tried again later, and what keeps it from that. */
  readonly #later = new Map<Job, () => void>();
  #running = 0;
  #size = 0;
  #isClosed = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** How many are on their way. */
  get size(): number {
    return this.#size;
  }

  /** Takes a push, unless there are as many on their way as there may be. */
  send(push: Push): void {
    if (this.#isClosed) return;
    if (this.#size >= LIMITS.pushQueue) {
      this.#parts.trouble("More is to be pushed than push services take: some of it was left out.");
      return;
    }
    this.#size++;
    this.#queue({ push, tries: 0 });
  }

  /** Gives up what is on its way. */
  close(): void {
    this.#isClosed = true;
    this.#queued.clear();
    for (const cancel of this.#later.values()) cancel();
    this.#later.clear();
  }

  #queue(job: Job): void {
    const { account } = job.push;
    const jobs = this.#queued.get(account);
    if (jobs) jobs.push(job);
    else this.#queued.set(account, [job]);
    this.#goOn();
  }

  #goOn(): void {
    while (this.#running < LIMITS.pushesAtOnce) {
      const job = this.#next();
      if (!job) return;
      if (job.push.isWanted()) this.#try(job);
      else this.#size--;
    }
  }

  /** The next of the account whose turn it is. */
  #next(): Job | undefined {
    for (const [account, jobs] of this.#queued) {
      if ((this.#underWay.get(account) ?? 0) >= LIMITS.pushesAtOncePerAccount) continue;
      const job = jobs.shift();
      this.#queued.delete(account);
      if (jobs.length > 0) this.#queued.set(account, jobs);
      if (job) return job;
    }
    return undefined;
  }

  #try(job: Job): void {
    this.#count(job, 1);
    this.#attempt(job.push, ++job.tries)
      .then((result) => this.#settle(job, result))
      .finally(() => {
        this.#count(job, -1);
        this.#goOn();
      })
      .catch((cause: unknown) => this.#parts.bug(cause));
  }

  #count({ push: { account } }: Job, more: 1 | -1): void {
    this.#running += more;
    const count = (this.#underWay.get(account) ?? 0) + more;
    if (count === 0) this.#underWay.delete(account);
    else this.#underWay.set(account, count);
  }

  #settle(job: Job, result: Result): void {
    if (this.#isClosed) return;
    if (typeof result === "object" && job.tries < LIMITS.pushTries) {
      const again = (): void => {
        this.#later.delete(job);
        this.#queue(job);
      };
      this.#later.set(job, this.#parts.timer(result.retryMs, again));
      return;
    }
    this.#size--;
    if (result === "gone") this.#parts.gone(job.push);
  }

  /** It never rejects. */
  async #attempt(push: Push, tries: number): Promise<Result> {
    let request: OutsideRequest;
    try {
      request = await sealed(push, this.#parts.vapid);
    } catch {
      return "gone";
    }
    try {
      return this.#resultOf(await this.#parts.outside.request(request), tries);
    } catch (cause) {
      if (!(cause instanceof OutsideError) || SETTLED.has(cause.problem)) return "done";
      return NEVER.has(cause.problem) ? "gone" : { retryMs: waitOf(undefined, tries) };
    }
  }

  #resultOf({ status, headers }: OutsideAnswer, tries: number): Result {
    if (status === 404 || status === 410) return "gone";
    if (status === 429 || status >= 500) return { retryMs: waitOf(headers["retry-after"], tries) };
    // An answer in its own words is not shown: it may say again what is secret.
    if (status >= 400) this.#parts.trouble(`A push service takes no pushes of this server: it answers ${status}.`);
    return "done";
  }
}

/** A push, and how often it was tried. */
interface Job {
  readonly push: Push;
  tries: number;
}

/** After how many milliseconds it is tried again: as the service says in seconds, or else later each time. */
function waitOf(said: string | undefined, tries: number): number {
  const wanted =
    said !== undefined && /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : LIMITS.pushRetryMs * 3 ** (tries - 1);
  return Math.min(Math.max(wanted, LIMITS.pushRetryMs), LIMITS.pushRetryMaxMs);
}
