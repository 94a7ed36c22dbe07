/** What people type behind the names of commands in plain text, as far as it may be shown. */

/** All of it. */
const ALL = Number.POSITIVE_INFINITY;

/**
 * How many words behind each may be shown; what comes then is a secret. The commands of the `relay` dialect are all here, by
 * small letters. Of a line that begins with another one nothing more is shown: it may be one of these, misspelt.
 */
export const TYPED: ReadonlyMap<string, number> = new Map([
  ["/nick", ALL],
  // A channel's key comes behind its name.
  ["/join", 1],
  ["/part", ALL],
  ["/who", ALL],
  ["/names", ALL],
  ["/list", ALL],
  ["/status", ALL],
  ["/history", ALL],
  ["/search", ALL],
  ["/msg", ALL],
  ["/me", ALL],
  ["/topic", ALL],
  ["/login", 0],
  ["/register", 0],
  ["/wire", ALL],
  ["/help", ALL],
  ["/exit", ALL],
  ["/quit", ALL],
]);

/** Others behind which nothing is shown wherever they stand: commands of other programs, and headers of HTTP. */
export const ELSEWHERE: ReadonlySet<string> = new Set([
  "/password",
  "/passwd",
  "/pass",
  "/oper",
  "/identify",
  "/auth",
  "/signin",
  "/invite-code",
  "/ns",
  "/nickserv",
  "/quote",
  "/raw",
  "authorization:",
  "proxy-authorization:",
  "cookie:",
  "set-cookie:",
]);
