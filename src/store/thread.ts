import { extname } from "node:path";
import { Worker } from "node:worker_threads";

/** A worker thread of the store. It runs until it is closed; that it ends before, for whatever reason, is a bug. */
export interface Thread {
  post(message: unknown): void;
  /** Sends `message`, which asks the thread to end, and waits until it has. */
  close(message: unknown): Promise<void>;
}

/**
 * Starts a thread.
 * @param name - of the file beside this one, without extension: `.ts` from source, `.js` when built
 * @param onMessage - takes what the thread sends; if it throws, that is fatal too
 * @param onFatal - called once if the thread ends unasked
 */
export function startThread<Message>(
  name: string,
  data: unknown,
  onMessage: (message: Message) => void,
  onFatal: (cause: unknown) => void,
): Thread {
  const worker = new Worker(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url), { workerData: data });
  let failed = false;
  let closing = false;
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const fail = (cause: unknown): void => {
    if (failed) return;
    failed = true;
    onFatal(cause);
  };
  worker.on("message", (message: Message) => {
    try {
      onMessage(message);
    } catch (error) {
      fail(error);
    }
  });
  worker.on("error", fail);
  worker.on("messageerror", fail);
  worker.on("exit", (code) => {
    if (!closing) fail(new Error(`the thread ${name} ended with code ${code}`));
  });
  return {
    post: (message) => worker.postMessage(message),
    async close(message) {
      closing = true;
      worker.postMessage(message);
      await ended;
    },
  };
}
