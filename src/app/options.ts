/** Every option of `parley serve`, once: flags, environment, configuration file and help are all made from here. */

/** One option. */
export interface OptionSpec {
  /** What the value is: `flag` is on or off, `list` may be given several times. */
  readonly kind: "text" | "port" | "number" | "flag" | "list";
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly text: string;
  readonly default?: string | number | boolean;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  /** It holds passwords: no flag sets it, since everybody on a machine can read the command lines on it. */
  readonly secret?: boolean;
}

/** The name of an option. */
export type OptionName =
  | "port"
  | "host"
  | "listen"
  | "classic"
  | "data"
  | "config"
  | "name"
  | "network"
  | "description"
  | "motd"
  | "icon"
  | "url"
  | "fileSize"
  | "fileQuota"
  | "fileTypes"
  | "fileLinks"
  | "operators"
  | "webirc"
  | "retention"
  | "registration"
  | "passwordIterations"
  | "oidc"
  | "oidcClient"
  | "oidcSecret"
  | "noPush"
  | "pushContact"
  | "access"
  | "guests"
  | "wireView"
  | "tls"
  | "tlsCert"
  | "tlsKey"
  | "noTls"
  | "sts"
  | "proxies"
  | "nats"
  | "natsCreds"
  | "natsReplicas"
  | "cluster"
  | "noRateLimits"
  | "logMessages";

/** The options, by their names in the configuration file; `noRateLimits` is `--no-rate-limits` and `no-rate-limits`. */
export const SERVE_OPTIONS: Readonly<Record<OptionName, OptionSpec>> = {
  port: { kind: "port", value: "PORT", text: "the one port; none to listen only where --listen says", default: 5050 },
  host: { kind: "text", value: "ADDRESS", text: "the address to listen on", default: "127.0.0.1" },
  listen: { kind: "list", value: "URL", text: "listen here too: DIALECT://ADDRESS:PORT/CHANNEL?OPTION=VALUE" },
  classic: { kind: "flag", text: "listen on the classroom ports too: 2000 turns, 3823 relay, 12345 ack" },
  data: { kind: "text", value: "FOLDER", text: "where the history is kept", default: "./parley-data" },
  config: { kind: "text", value: "FILE", text: "read options from this TOML file" },
  name: {
    kind: "text",
    value: "NAME",
    text: "what the server calls itself to IRC clients; each node of a cluster has its own",
    default: "parley.local",
  },
  network: { kind: "text", value: "NAME", text: "what the network calls itself to IRC clients", default: "Parley" },
  description: { kind: "text", value: "TEXT", text: "what the server says that it is", default: "A Parley server" },
  motd: { kind: "text", value: "FILE", text: "greet IRC clients with the lines of this text file" },
  icon: { kind: "text", value: "URL", text: "the picture that IRC clients show for the network" },
  url: {
    kind: "text",
    value: "URL",
    text: "what the server is called from outside, in links to files; without it, what each client calls it",
  },
  fileSize: {
    kind: "text",
    value: "SIZE",
    text: "the largest file that is taken; none to take none",
    default: "256MB",
  },
  fileQuota: {
    kind: "text",
    value: "SIZE",
    text: "how much each user may have in files; none for no limit",
    default: "2GB",
  },
  fileTypes: { kind: "list", value: "TYPE", text: "take only files of these types, such as image/*,text/plain" },
  fileLinks: {
    kind: "text",
    value: "WHO",
    text: "who may fetch a file: all who have its link, or only members of where it was shared",
    default: "all",
    choices: ["all", "members"],
  },
  operators: { kind: "list", value: "NAME:PASSWORD", text: "who may become an IRC operator, with OPER", secret: true },
  webirc: {
    kind: "list",
    value: "PASSWORD@ADDRESS",
    text: "gateways at these IP addresses that may say for whom they speak, with WEBIRC",
    secret: true,
  },
  retention: {
    kind: "list",
    value: "WHAT",
    text: "remove what is older or more than this: 90d, 2GB, or 90d,2GB; #CHANNEL=7d,10MB; files=30d",
  },
  registration: {
    kind: "text",
    value: "WHEN",
    text: "when people may make accounts without an invite link: never, once they are in, or before; after-connect on this machine alone, none elsewhere",
    choices: ["none", "after-connect", "before-connect"],
  },
  passwordIterations: {
    kind: "number",
    value: "NUMBER",
    text: "how often a new password is hashed, 4096 or more; each sign-in takes as long",
    default: 600_000,
  },
  oidc: {
    kind: "text",
    value: "URL",
    text: "let people sign in by this provider of OpenID Connect: its issuer's address",
  },
  oidcClient: { kind: "text", value: "ID", text: "as what that provider knows this server" },
  oidcSecret: { kind: "text", value: "SECRET", text: "what proves that to the provider, if it wants it", secret: true },
  noPush: { kind: "flag", text: "send no notifications by Web Push, wherever the server is" },
  pushContact: {
    kind: "text",
    value: "URL",
    text: "whom push services ask about this server, such as mailto:admin@example.org; without it, --url if that is https",
  },
  access: {
    kind: "text",
    value: "WHO",
    text: "who gets in: everybody, those with an account or an invite link, or only those with an account; open on this machine alone, invite elsewhere",
    choices: ["open", "invite", "accounts"],
  },
  guests: {
    kind: "text",
    value: "WHAT",
    text: "what those may do who come without an account, where they may come at all",
    default: "talk",
    choices: ["talk", "read"],
  },
  wireView: {
    kind: "text",
    value: "WHO",
    text: "whose connections operators may watch without their leave: nobody's, or those of guests, who are told",
    default: "nobody",
    choices: ["nobody", "guests"],
  },
  tls: { kind: "flag", text: "take TLS on this machine too; elsewhere it is on. Without a certificate one is made" },
  tlsCert: {
    kind: "text",
    value: "FILE",
    text: "the certificate in PEM, with those that it needs behind it; may change",
  },
  tlsKey: { kind: "text", value: "FILE", text: "its private key in PEM" },
  noTls: { kind: "flag", text: "go without encryption, also between machines" },
  sts: {
    kind: "text",
    value: "TIME",
    text: "for how long IRC clients are to come by TLS only once they have: 30d, or none; 1d with --tls-cert",
  },
  proxies: {
    kind: "list",
    value: "ADDRESS",
    text: "believe these IP addresses, such as 192.0.2.0/24, for whom they connect: PROXY and X-Forwarded-For",
  },
  nats: {
    kind: "list",
    value: "URL",
    text: "be a node of a cluster, whose log these nats-servers keep: nats://HOST:4222, or tls://HOST:4222",
  },
  natsCreds: { kind: "text", value: "FILE", text: "the credentials file by which NATS knows this node" },
  natsReplicas: {
    kind: "number",
    value: "NUMBER",
    text: "on how many nats-servers all is kept, if the cluster is new; three if there are so many",
  },
  cluster: { kind: "text", value: "NAME", text: "which cluster, if several share a NATS", default: "parley" },
  noRateLimits: { kind: "flag", text: "lift limits on rates and on connections per address" },
  logMessages: { kind: "flag", text: "show what is said on the console, with its sender's address" },
};

/** What somebody said of the options, in one place or another. Nothing in it has been checked. */
export type RawOptions = { readonly [N in OptionName]?: unknown };

/** `noRateLimits` as flags and files spell it: `no-rate-limits`. */
export function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `noRateLimits` as the environment spells it: `PARLEY_NO_RATE_LIMITS`. */
export function environmentName(name: string): string {
  return `PARLEY_${dashed(name).replaceAll("-", "_").toUpperCase()}`;
}
