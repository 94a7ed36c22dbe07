import type { AccountEvent, AwayEvent, NickEvent } from "../../core/events.ts";
import type { Ok, Welcome } from "../../wire/json/messages.ts";
import { Cell, type Schedule, type Source } from "./source.ts";

/** Who one is on the server, and what that is. */
export interface Self extends Omit<Welcome, "joined" | "joinedIds" | "present" | "markers"> {
  /** Why one is away, if one is. */
  readonly away?: string;
}

/** Who one is, kept in step with what happens. */
export class Own {
  readonly #self: Cell<Self | undefined>;

  constructor(schedule: Schedule) {
    this.#self = new Cell<Self | undefined>(undefined, schedule);
  }

  /** Nothing before the first welcome. */
  get source(): Source<Self | undefined> {
    return this.#self;
  }

  get now(): Self | undefined {
    return this.#self.get();
  }

  welcomed({ joined: _joined, joinedIds: _ids, present: _present, markers: _markers, ...known }: Welcome): void {
    const away = this.now?.away;
    this.#self.set({ ...known, ...(away !== undefined && { away }) });
  }

  /** Something about oneself is another. */
  follow(event: NickEvent | AwayEvent | AccountEvent): void {
    const self = this.now;
    if (!self) return;
    if (event.type === "nick") this.#self.set({ ...self, nick: event.nick });
    else if (event.type === "away") {
      const { away: _, ...bare } = self;
      this.#self.set({ ...bare, ...(event.text !== undefined && { away: event.text }) });
    } else {
      const { account: _account, role: _role, ...bare } = self;
      this.#self.set({ ...bare, ...(event.account !== undefined && { account: event.account }) });
    }
  }

  /** One has signed in, or made an account. */
  signedIn({ account, role }: Pick<Ok, "account" | "role">): void {
    const self = this.now;
    if (self) this.#self.set({ ...self, ...(account !== undefined && { account }), ...(role && { role }) });
  }
}
