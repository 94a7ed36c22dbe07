/** What the tests use of irc-framework, which has no types of its own. */

declare module "irc-framework" {
  /** What an event says; its fields depend on its kind. */
  export type Fields = Readonly<Record<string, unknown>>;

  /** Sees every event, in order. */
  type Watcher = (name: string, event: Fields, client: Client, next: () => void) => void;

  export interface Options {
    readonly host: string;
    readonly port: number;
    readonly nick: string;
    readonly username: string;
    readonly gecos: string;
    readonly enable_echomessage: boolean;
    readonly enable_setname: boolean;
    readonly enable_chghost: boolean;
    readonly auto_reconnect: boolean;
    readonly auto_reconnect_max_retries: number;
    readonly account?: { readonly account: string; readonly password: string };
    readonly transport?: unknown;
    readonly websocket_protocol?: string;
  }

  export class Client {
    readonly network: { readonly cap: { readonly enabled: readonly string[] } };
    requestCap(names: readonly string[]): void;
    use(middleware: (client: Client, raw: unknown, parsed: { use(watcher: Watcher): void }) => void): void;
    connect(options: Options): void;
    raw(...words: readonly string[]): void;
    quit(reason: string): void;
    changeNick(nick: string): void;
    say(target: string, text: string, tags?: Readonly<Record<string, string>>): void;
    action(target: string, text: string): void;
    join(channel: string): void;
    part(channel: string, reason: string): void;
    mode(channel: string, letters: string, parameters?: readonly string[]): void;
    invite(channel: string, nick: string): void;
    banlist(channel: string): void;
    setTopic(channel: string, topic: string): void;
    ctcpRequest(target: string, type: string): void;
    whois(nick: string): void;
    who(target: string): void;
    list(): void;
    addMonitor(nick: string): void;
    removeMonitor(nick: string): void;
    queryMonitor(): void;
    monitorlist(): void;
  }
}

declare module "irc-framework/src/transports/websocket.js" {
  const transport: unknown;
  export = transport;
}
