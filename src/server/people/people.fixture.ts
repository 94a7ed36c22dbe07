import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { AddInvite, AdminCommand, Register } from "../../core/account-commands.ts";
import { Registrations } from "../../wire/registrations.ts";
import { createWorld, type World } from "../../wire/testing.ts";
import { WrongPasswords } from "../../wire/wrong-passwords.ts";
import { digest } from "../digest.ts";
import { makeHttp } from "../http.ts";
import { Origins } from "../origins.ts";
import { makePasswords } from "../passwords.ts";
import { Proxies } from "../proxies.ts";
import type { Provider } from "./provider.ts";

/** What is asked of a server besides the address. */
export type Asking = Omit<RequestInit, "redirect"> & {
  readonly json?: unknown;
  readonly form?: Record<string, string>;
};

/** A server over HTTP whose people are in memory. */
export interface PeopleWorld {
  readonly world: World;
  readonly registrations: Registrations;
  readonly url: string;
  readonly waits: number[];
  readonly troubles: unknown[];
  /** Makes a request, and gives the answer; redirections are answers. */
  ask(path: string, asking?: Asking): Promise<Response>;
  /** Makes an account. */
  addAccount(name: string, password: string): Promise<void>;
  /** Makes an invite link, and gives its code. */
  invite(more?: Partial<AddInvite>): string;
  /** Has the server itself do something, which is durable at once. */
  run(act: AdminCommand | Register): void;
}

/** Starts a server for one test; a proxy at this machine's address may say for whom it speaks. */
export async function startPeople(provider?: Provider): Promise<PeopleWorld> {
  const world = createWorld();
  const waits: number[] = [];
  const troubles: unknown[] = [];
  const passwords = makePasswords(4_096, true);
  // What is given to the log is durable at once.
  const hub = {
    state: world.hub.state,
    run: (...given: Parameters<typeof world.hub.run>) => {
      world.hub.run(...given);
      world.commit();
    },
  };
  const registrations = new Registrations(true);
  const proxies = new Proxies();
  proxies.add("127.0.0.1");
  const facts = { version: "0", base: () => "", sessions: () => 0, isWritable: () => true };
  const server = makeHttp(facts, undefined, {
    hub,
    passwords,
    wrong: new WrongPasswords(true),
    registrations,
    clock: () => world.clock.now(),
    origins: new Origins(proxies),
    base: () => "",
    wait: async (ms) => waits.push(ms),
    trouble: (cause) => troubles.push(cause),
    ...(provider && { provider }),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  let invites = 0;
  return {
    world,
    url,
    waits,
    troubles,
    registrations,
    ask(path, { json, form, ...asking } = {}) {
      const body = json === undefined ? form && new URLSearchParams(form) : JSON.stringify(json);
      const type = json === undefined ? {} : { "content-type": "application/json" };
      return fetch(`${url}${path}`, {
        ...asking,
        ...(body !== undefined && { body }),
        headers: { ...type, ...asking.headers },
        redirect: "manual",
      });
    },
    async addAccount(name, password) {
      const verifier = await passwords.make(password, "127.0.0.1");
      if (verifier !== "busy") hub.run({ type: "register", account: name, verifier }, () => {});
    },
    invite(more = {}) {
      const code = `code-${++invites}`;
      hub.run({ type: "invite-add", id: `i${invites}`, digest: digest(code), uses: 1, ...more }, () => {});
      return code;
    },
    run(act) {
      hub.run(act, () => {});
    },
  };
}

/** The cookie that an answer sets, as it is sent back. */
export function cookieFrom(answer: Response): string {
  return (answer.headers.getSetCookie().at(-1) ?? "").split(";")[0] ?? "";
}
