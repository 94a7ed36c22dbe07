import type { Entry } from "../core/commands.ts";
import type { Hub } from "../core/hub.ts";
import { ControlSocket } from "../server/control.ts";
import { digest } from "../server/digest.ts";
import { controlConversation } from "../wire/json/control.ts";
import type { Passwords } from "../wire/passwords.ts";
import type { Config } from "./config.ts";
import type { Console } from "./console.ts";
import { asksForPeople } from "./invite-urls.ts";
import { hasOwner, OwnerLink } from "./owner-link.ts";

/** What it takes to be steered. */
export interface SteeringParts {
  readonly hub: Hub;
  readonly config: Pick<Config, "data" | "listeners">;
  readonly passwords: Passwords;
  readonly console: Pick<Console, "bug" | "told" | "warned">;
  /** The link of an invite link's code, once the listeners are open. */
  readonly linkFor: (code: string) => string | undefined;
}

/** By what whoever runs a server tells it what to do: its control socket, and the first owner's link. */
export class Steering {
  readonly #parts: SteeringParts;
  readonly #owner: OwnerLink;
  #socket: ControlSocket | undefined;

  constructor(parts: SteeringParts) {
    this.#parts = parts;
    this.#owner = new OwnerLink({ hub: parts.hub, data: parts.config.data, clock: Date.now });
  }

  /**
   * To be called once the listeners are open. What does not work is told on the console; the server goes on without.
   * @param isTerminal whether secrets can be shown to who has started the server
   * @returns what is to be shown to them besides
   */
  async begin(isTerminal: boolean): Promise<string> {
    const { config, console, linkFor } = this.#parts;
    try {
      this.#socket = await this.#open();
    } catch (cause) {
      console.warned(`parley account and its like do not reach this server: ${sentenceOf(cause)}`);
    }
    try {
      const code = await this.#owner.make(asksForPeople(config));
      if (code === undefined) return isTerminal && !hasOwner(this.#parts.hub.state) ? OWNERLESS : "";
      // Without a listener for browsers it is good for other clients all the same, which take the code.
      const link = linkFor(code) ?? code;
      if (isTerminal)
        return `  owner      nobody yet; this link makes you one, once and within a day:\n             ${link}\n\n`;
      console.told(`nobody is an owner of this server yet; the link that makes one is in ${this.#owner.write(link)}`);
    } catch (cause) {
      console.warned(`the owner's link can't be made: ${sentenceOf(cause)}`);
    }
    return "";
  }

  /** Takes what has come through the log. */
  follow(entries: readonly Entry[]): void {
    this.#owner.follow(entries);
  }

  /** Takes no more orders. */
  async close(): Promise<void> {
    await this.#socket?.close();
  }

  #open(): Promise<ControlSocket> {
    const { hub, config, passwords, console, linkFor } = this.#parts;
    return ControlSocket.open({
      data: config.data,
      open(line) {
        const talk = controlConversation({
          state: hub.state,
          history: hub.history,
          run: (act, done) => hub.run(act, done),
          passwords,
          digest,
          now: Date.now,
          write: (text) => line.write(text),
          linkFor,
          bug(cause) {
            console.bug(cause, "control socket");
            line.hangUp();
          },
        });
        return { feed: (bytes) => talk.feed(bytes), end: () => talk.end(() => line.hangUp()) };
      },
      bug: (cause) => console.bug(cause, "control socket"),
    });
  }
}

const OWNERLESS =
  "  owner      nobody yet; npx parley account add NAME --role owner makes you one,\n" +
  "             who keeps order and sees how the server does\n\n";

function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
