import type { Refusal } from "../../core/answers.ts";
import { fold } from "../../core/names.ts";
import type { Asked, Reply } from "../outgoing.ts";
import { ownRefusal } from "../replies.ts";
import type { LivePlace } from "./live-place.ts";
import type { Places } from "./places.ts";

/** What keeping talks needs of the chat. */
export interface TalksParts {
  readonly places: Places;
  ask(command: Asked): Promise<Reply>;
  /** A place, which is opened if it is not there. */
  open(name: string): LivePlace;
}

/** The talks that one has, and who the others are. */
export class Talks {
  readonly #parts: TalksParts;
  #areKnown = false;

  constructor(parts: TalksParts) {
    this.#parts = parts;
  }

  /** Whether the server has told, on this connection, which talks there are. */
  get areKnown(): boolean {
    return this.#areKnown;
  }

  broke(): void {
    this.#areKnown = false;
  }

  /** Asks which talks there are. */
  async ask(): Promise<void> {
    const reply = await this.#parts.ask({ type: "talks" });
    this.#areKnown = true;
    const talks = reply.type === "ok" ? (reply.talks ?? []) : [];
    const told = new Map(talks.map((talk) => [fold(talk.with), talk]));
    for (const { with: name } of talks) this.#parts.open(name);
    for (const place of this.#parts.places.all) {
      const talk = told.get(place.key);
      if (talk) place.talked(talk);
      else if (place.kind === "talk") {
        place.quiet();
        void this.lookFor(place);
      }
    }
  }

  /** Whether somebody is here with whom there was no talk yet: the server tells that only of those there was one with. */
  async lookFor(talk: LivePlace): Promise<void> {
    const { name } = talk;
    const reply = await this.#parts.ask({ type: "whois", nick: name });
    if (talk.name !== name) return;
    if (reply.type === "ok" && reply.user) {
      talk.setHere(true);
      talk.knownAs(reply.user.account);
    } else if (reply.type === "refused" && reply.code === "no-such-nick") talk.setHere(false);
  }

  /**
   * Whether something may have waited too long for a nick: while the connection was broken somebody else may have taken it,
   * unless it is the name of the account of who had it.
   */
  doubt(command: Asked): Refusal | undefined {
    if (command.type !== "say" || command.to.includes("#")) return undefined;
    if (this.#parts.places.find(command.to)?.isSurely) return undefined;
    return ownRefusal("no-such-nick", command.to, `${command.to} may be somebody else by now.`);
  }
}
