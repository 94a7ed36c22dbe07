/** What the page is made of, kept in the browser, so that it starts where there is no network. */

/** Files that are kept at most. */
const MOST = 64;

/** The page itself, under its one address. */
const PAGE = "/";

/** Files of the page whose names change with their content: what is kept of them is right for good. */
const HASHED = /^\/assets\/[^/]+$/;

/** As they stand in the page. */
const MENTIONED = /\/assets\/[\w.-]+/g;

/** The browser's `Cache`, as far as it is needed. */
export interface FileCache {
  match(path: string): Promise<Response | undefined>;
  put(path: string, response: Response): Promise<void>;
  delete(path: string): Promise<boolean>;
  /** In the order in which they were put there. */
  keys(): Promise<readonly { readonly url: string }[]>;
}

/** A request, as far as it says whether it is for the page. */
export interface Wanted {
  readonly url: string;
  readonly method: string;
  readonly mode: string;
}

/**
 * What answers the page's own requests. Of all else (files, sessions, sockets, other pages) it takes none: those go their
 * way as if it were not there.
 */
export class Shell {
  readonly #origin: string;
  readonly #open: () => Promise<FileCache>;
  readonly #fetch: (path: string) => Promise<Response>;

  /**
   * @param origin of the page
   * @param open opens what is kept
   * @param fetch asks the server. @throws Error (rejects) if it can't be reached
   */
  constructor(origin: string, open: () => Promise<FileCache>, fetch: (path: string) => Promise<Response>) {
    this.#origin = origin;
    this.#open = open;
    this.#fetch = fetch;
  }

  /** Keeps the page and what it names, so that it starts without a network from now on. */
  async keep(): Promise<void> {
    await this.#freshPage(await this.#open());
  }

  /** The answer to a request; nothing if it is not for the page. */
  answer({ url, method, mode }: Wanted): Promise<Response> | undefined {
    const { origin, pathname, search } = new URL(url);
    if (method !== "GET" || origin !== this.#origin || search !== "") return undefined;
    if (pathname === PAGE && mode === "navigate") return this.#page();
    return HASHED.test(pathname) ? this.#hashed(pathname) : undefined;
  }

  /** The server's page if it can be had, or else the one that is kept. */
  async #page(): Promise<Response> {
    const cache = await this.#open();
    try {
      return await this.#freshPage(cache);
    } catch (cause) {
      const kept = await cache.match(PAGE);
      if (kept) return kept;
      throw cause;
    }
  }

  async #freshPage(cache: FileCache): Promise<Response> {
    const response = await this.#fetch(PAGE);
    if (isWhole(response)) await this.#replace(cache, response.clone());
    return response;
  }

  /** Keeps a page. If it is another than before, what only that one needed goes, and what this one names comes. */
  async #replace(cache: FileCache, response: Response): Promise<void> {
    const [before, text] = await Promise.all([cache.match(PAGE).then((kept) => kept?.text()), response.clone().text()]);
    if (before === text) return;
    const named = new Set(text.match(MENTIONED));
    for (const path of await pathsIn(cache)) if (HASHED.test(path) && !named.has(path)) await cache.delete(path);
    await cache.put(PAGE, response);
    await Promise.allSettled([...named].slice(0, MOST).map((path) => this.#hashed(path)));
  }

  async #hashed(path: string): Promise<Response> {
    const cache = await this.#open();
    const kept = await cache.match(path);
    if (kept) return kept;
    const response = await this.#fetch(path);
    if (isWhole(response)) {
      await cache.put(path, response.clone());
      const paths = (await pathsIn(cache)).filter((each) => each !== PAGE);
      for (const oldest of paths.slice(0, Math.max(0, paths.length - MOST))) await cache.delete(oldest);
    }
    return response;
  }
}

/** Whether an answer is what was asked for, and not what somebody in between says in its place. */
function isWhole({ status, redirected, type }: Response): boolean {
  return status === 200 && !redirected && (type === "basic" || type === "default");
}

async function pathsIn(cache: FileCache): Promise<readonly string[]> {
  return (await cache.keys()).map(({ url }) => new URL(url).pathname);
}
