/**
 * Every bound of Parley in one place. Sizes are bytes of UTF-8 unless a name says otherwise, times are milliseconds.
 * Whatever can grow because somebody outside wants it to has a row here.
 */
export const LIMITS = {
  // What people may write.
  nickBytes: 64,
  channelNameBytes: 64,
  identBytes: 16,
  realnameBytes: 160,
  hostBytes: 64,
  topicBytes: 1024,
  reasonBytes: 512,
  awayBytes: 512,
  textBytes: 65_536,
  keyBytes: 64,
  maskBytes: 128,
  refBytes: 64,
  clientBytes: 128,
  tagsBytes: 4_094,
  modesPerCommand: 20,

  // What the server keeps in memory.
  users: 50_000,
  sessionsPerUser: 32,
  channels: 20_000,
  channelsPerUser: 100,
  invitesPerChannel: 100,
  masksPerList: 100,
  /** Clients whose recent refs are remembered; the one that spoke longest ago is forgotten first. */
  refClients: 4_096,
  /** Refs remembered of each of them: a resend of an older one is a new message. */
  refsPerClient: 256,

  // What waits between two parts.
  /** Commands of one session that are not answered yet; beyond it the connection is not read. */
  backlogPerSession: 256,
  /** Drafts that wait for the log, of all sessions together. */
  logQueue: 100_000,
  logQueueBytes: 67_108_864,
  /** Entries of one commit. */
  logBatch: 10_000,
  /** Text that waits for a reader; beyond it the reader is cut off as too slow. */
  outboxBytes: 4_194_304,

  // Connections.
  connections: 20_000,
  connectionsPerAddress: 1_024,
  lineBytes: 131_072,
  /** An IRC line without its tags, CR LF included (RFC 1459, 2.3). */
  ircLineBytes: 512,
  /** The tag section that a client sends: `@`, 4094 bytes, a space (IRCv3 message-tags). */
  ircTagsBytes: 4_096,
  /** Pieces that one unfinished line or frame may arrive in. */
  pieces: 70_000,
  sniffMs: 60_000,
  registrationMs: 60_000,
  stallMs: 60_000,
  pingAfterMs: 120_000,
  goodbyeMs: 2_000,
  /** Commands of one connection: this many at once, then so many a second (delayed, never refused). */
  commandBurst: 2_000,
  commandsPerSecond: 500,

  // Answers.
  historyPage: 1_000,
  historyDefault: 50,
} as const;

/** Bytes that `text` takes in UTF-8. A lone surrogate counts three, as the replacement character does. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Whether `text` takes at most `limit` bytes in UTF-8; most texts are short enough to answer without counting. */
export function fits(text: string, limit: number): boolean {
  return text.length * 3 <= limit || (text.length <= limit && utf8Length(text) <= limit);
}

/** The longest beginning of `text` that takes at most `limit` bytes in UTF-8 and cuts no character in two. */
export function cut(text: string, limit: number): string {
  if (fits(text, limit)) return text;
  let bytes = 0;
  for (let i = 0; i < text.length; ) {
    const units = (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
    bytes += utf8Length(text.slice(i, i + units));
    if (bytes > limit) return text.slice(0, i);
    i += units;
  }
  return text;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
