import type { Register, Report } from "./account-commands.ts";
import { reactionText } from "./amending.ts";
import { type Refusal, refuse } from "./answers.ts";
import type { Command, Edit, Open, Redact, Say, SessionId, Typing } from "./commands.ts";
import { type FileRef, linkedFiles, type OwnedFile } from "./files.ts";
import { LIMITS } from "./limits.ts";
import { isChannelName } from "./names.ts";
import { type Onlooker, overlooked } from "./onlooker.ts";
import { isEditable, isReadable, type Past, type PastQuestion, pastOf, readPast, wasSaidTo } from "./past.ts";
import type { Kept, Reader } from "./ports.ts";
import { type SearchPage, type SearchQuestion, search } from "./searching.ts";
import type { Answer, SessionHost } from "./session-host.ts";
import { filesToShare } from "./sharing.ts";
import { type State, seqOfId, type User } from "./state.ts";
import { type Asked, StepQueue } from "./step-queue.ts";
import { readTargets, type Target, type TargetsQuestion } from "./targets.ts";
import { cut } from "./utf8.ts";

/** What is asked about an earlier message: to change it, or to look at it. What the node finds of that is no part of it. */
export type Amending = Omit<Redact, "author" | "files"> | Omit<Edit, "author" | "files"> | Omit<Report, "said">;

const UNAVAILABLE = { refusal: refuse("unavailable") } as const;

/**
 * One connection's way to act, in the order in which it asks. Many sessions may speak for one user.
 *
 * What a session asks is on its way until its entry has been applied. A command that seems impossible while earlier ones
 * are on their way waits for them and is then looked at again: after `join`, `say` may be right.
 */
export class Session {
  readonly id: SessionId;
  /** What is told to the connection. It is read for each delivery, so it is a plain property, which `lookOn` replaces. */
  reader: Reader;
  readonly #own: Reader;
  #onlooker: Onlooker | undefined;
  readonly #hub: SessionHost;
  readonly #queue: StepQueue;
  /** Why the connection is over, if it is. */
  #ended: string | undefined;
  #hasLeft = false;
  /** Wants to be called once others know that it is over. */
  #known: (() => void) | undefined;
  /** Wants to be called once there is a user. */
  #opened: (() => void) | undefined;

  /** Made by `Hub.connect`. */
  constructor(id: SessionId, hub: SessionHost, makeReader: (session: Session) => Reader) {
    this.id = id;
    this.#hub = hub;
    this.#queue = new StepQueue(this, hub, () => this.#leave());
    this.#own = makeReader(this);
    this.reader = this.#own;
  }

  /** Has somebody look on from now on, in place of whoever did; or nobody. */
  lookOn(onlooker: Onlooker | undefined): void {
    this.#onlooker = onlooker;
    this.reader = onlooker ? overlooked(this.#own, onlooker) : this.#own;
  }

  /** The state as it stands; to read only. */
  get state(): State {
    return this.#hub.state;
  }

  /** The user that this session speaks for, once its `open` has come through the log. */
  get user(): User | undefined {
    const { state } = this.#hub;
    const session = state.sessions.get(this.id);
    return session && state.users.get(session.user);
  }

  /** Whether the connection is over. */
  get isEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Whether it is over and has asked for all that it will; nothing more is settled with it. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** How much has been asked; it goes on counting. A connection that asks too fast is read more slowly. */
  get asked(): Asked {
    return this.#queue.asked;
  }

  /** Whether so much is on its way that the connection should not be read for now; `after` tells when it is over. */
  get isBehind(): boolean {
    return this.#queue.size >= LIMITS.backlogPerSession;
  }

  /** Calls `run` once this session speaks for a user: at once if it does, never if it is over before. One at a time. */
  whenOpen(run: () => void): void {
    this.#opened = run;
    this.#tellOpen();
  }

  /** Asks for a command to be carried out. `done` is called once: at once for a refusal, else when it is durable. */
  submit(act: Command | Open | Register | Typing, done: (answer: Answer) => void): void {
    if (this.isEnded) return;
    this.#onlooker?.asked(act);
    if (act.type === "typing") {
      this.after(() => {
        const refusal = this.#hub.pass(this, act);
        done(refusal ? { refusal, seq: 0 } : { emissions: [], seq: 0 });
      });
      return;
    }
    if (act.type === "say" && reactionText(act.tags ?? {}) !== undefined) this.#queue.charge(LIMITS.lookupCommands);
    if (act.type === "say" && linkedFiles(act.text).length > 0) this.#share(act, done);
    else this.#queue.add({ act, done });
  }

  /** Runs `fence` when all that was asked before is done; at once if nothing is on its way. */
  after(fence: () => void): void {
    if (!this.isEnded) this.#queue.add({ fence });
  }

  /**
   * Runs `fence` when all that was asked before on this node is done, by whomever, and its outcome is told: whoever hears
   * of it then asks about a world in which it has happened.
   */
  afterAll(fence: () => void): void {
    if (!this.isEnded) this.#queue.add({ fence, isWide: true });
  }

  /** Nothing can be made durable now: what only asks does not wait for what is to last. */
  free(): void {
    this.#queue.passFences();
  }

  /**
   * What is asked from now on, and what was asked behind the fence that calls this, waits until the returned function is
   * called, once. Commands go their way to the log; what waits is what is told of the world as it stands.
   */
  hold(): () => void {
    return this.isEnded ? () => {} : this.#queue.hold();
  }

  /**
   * Reads the past of a channel that the user is in, as far back as its members may, or of a talk that is theirs.
   * @throws Error (rejects) if it can't be read just now
   */
  async read(question: PastQuestion): Promise<Past | { readonly refusal: Refusal }> {
    this.#onlooker?.asked({ type: "history", of: question.of });
    const { user } = this;
    if (!user) return { refusal: refuse("not-open") };
    const past = await readPast(this.#hub, user, question);
    if (!("refusal" in past)) this.#onlooker?.found(past.events);
    return past;
  }

  /**
   * The user's channels and those whom they have talked with, by their latest messages.
   * @throws Error (rejects) if it can't be read just now
   */
  async targets(question: TargetsQuestion): Promise<readonly Target[]> {
    this.#onlooker?.asked({ type: "targets" });
    const { user } = this;
    return user ? readTargets(this.#hub, user, question) : [];
  }

  /**
   * Searches what the user may read.
   * @throws Error (rejects) if it can't be searched just now
   */
  async search(question: SearchQuestion): Promise<SearchPage | { readonly refusal: Refusal }> {
    this.#onlooker?.asked({ type: "search" });
    const { user } = this;
    if (!user) return { refusal: refuse("not-open") };
    const page = await search(this.#hub, user, question);
    if (!("refusal" in page)) this.#onlooker?.found(page.messages);
    return page;
  }

  /**
   * The files that were shared in a channel that the user is in, as far back as they may read, or in a talk of
   * theirs; the newest first.
   * @throws Error (rejects) if they can't be looked up just now
   */
  async listFiles(of: string, limit: number): Promise<readonly FileRef[] | { readonly refusal: Refusal }> {
    this.#onlooker?.asked({ type: "files", of });
    const { user } = this;
    const place = user ? pastOf(this.state, user, of) : { refusal: refuse("not-open") };
    if ("refusal" in place) return place;
    const files = await this.#hub.files.list(place.id, limit, place.since);
    if (!isChannelName(of)) this.#onlooker?.found("files");
    return files;
  }

  /** The content of a file, as `Files.read` gives it. */
  readFile(file: FileRef): AsyncIterable<Uint8Array> {
    return this.#hub.files.read(file);
  }

  /**
   * Takes back a message, gives it another text, or reports it: looks up who said it, and asks for it to be carried out.
   * What is asked behind it waits.
   * @throws Error (rejects) if the history can't be read just now
   */
  async amend(act: Amending, done: (answer: Answer) => void): Promise<void> {
    this.#onlooker?.asked(act);
    const goOn = this.hold();
    try {
      const seq = seqOfId(this.state, act.msgid);
      const kept = seq === undefined ? undefined : await this.#hub.history.find(seq);
      const { user } = this;
      const isMeant = MEANT[act.type];
      const found = user && kept && isMeant(this.state, user, act.to, kept) ? kept : undefined;
      const isLinking = act.type === "edit" && linkedFiles(act.text).length > 0;
      const files = user && found && isLinking ? await this.#filesIn(user, act.text) : [];
      if (!this.isEnded) this.#queue.addHeld(withFound(act, found, files), done, goOn);
    } catch (error) {
      goOn();
      throw error;
    }
  }

  /** Says something with links of files, which are looked up first: as soon as it is clear who says it. */
  #share(act: Say, done: (answer: Answer) => void): void {
    let isBegun = false;
    const find = async (): Promise<void> => {
      const files = this.user ? await this.#filesIn(this.user, act.text) : [];
      this.#queue.resolve(step, files.length > 0 ? { ...act, files } : act);
    };
    const lookUp = (): void => {
      if (!isBegun) void find().catch(() => this.#queue.resolve(step, UNAVAILABLE));
      isBegun = true;
    };
    const step = { act, done, lookUp };
    this.#queue.add(step);
    if (this.user) lookUp();
  }

  #filesIn(user: User, text: string): Promise<readonly OwnedFile[]> {
    this.#queue.charge(linkedFiles(text).length * LIMITS.lookupCommands);
    return filesToShare(this.#hub, user, text);
  }

  /** Watches for a nick from now on; false if the session watches as many as it may. Its reader is told of it. */
  watch(nick: string): boolean {
    return this.isEnded || this.#hub.watch(this, nick);
  }

  unwatch(nick: string): void {
    this.#hub.unwatch(this, nick);
  }

  /** Whether `act` would be refused as things stand. */
  check(act: Command | Open | Register): Refusal | undefined {
    return this.#hub.check(this.id, act);
  }

  /**
   * The connection is over. What was asked before stays asked, but nothing more is answered or told. Called any number
   * of times; the first reason is the one that others see.
   *
   * @param known called once others know of it, if that is of interest
   */
  end(reason: string, known?: () => void): void {
    if (this.isEnded) return;
    this.#known = known;
    this.#ended = cut(reason.replace(/[\0\r\n]+/g, " "), LIMITS.reasonBytes);
    this.#hub.unhear(this);
    this.#queue.end();
  }

  /** The hub's part: the earliest act on its way has been applied, or refused. */
  settle(answer: Answer): void {
    this.#queue.settle(answer);
    this.#tellOpen();
  }

  #tellOpen(): void {
    const opened = this.#opened;
    if (!opened || !this.user) return;
    this.#opened = undefined;
    opened();
  }

  /** If the connection is over, takes leave of the hub, and of the log if it knows of this session. */
  #leave(): void {
    if (this.#ended === undefined || this.#hasLeft) return;
    this.#hasLeft = true;
    const isKnown = this.user !== undefined || this.#queue.isFlying("open");
    this.#hub.forget(this);
    // `append` always takes a close: there is at most one for each session.
    if (isKnown) this.#hub.append(this, { type: "close", reason: this.#ended });
    const known = this.#known;
    if (known && !this.#hub.afterAll(known)) known();
  }
}

/** Of which messages each may be asked, by who is asking and where they say that it was said. */
const MEANT = { redact: wasSaidTo, edit: isEditable, report: isReadable } as const;

/** What is asked about an earlier message, with what is known of that. */
function withFound(act: Amending, found: Kept | undefined, files: readonly OwnedFile[]): Redact | Edit | Report {
  if (act.type === "report") {
    const event = found?.event.type === "message" ? found.event : undefined;
    return { ...act, ...(event && { said: { by: event.from.nick, text: cut(event.text, LIMITS.reportBytes) } }) };
  }
  const author = found?.author;
  const known = { ...act, ...(author !== undefined && { author }) };
  if (known.type === "edit") return files.length > 0 ? { ...known, files } : known;
  const shared = found?.event.type === "message" ? found.event.files : undefined;
  return shared ? { ...known, files: shared } : known;
}
