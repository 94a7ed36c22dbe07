import { isPassing, problemIn } from "../../client/http-errors.ts";
import type { Chat } from "../../client/model/chat.ts";
import type { UploadAnswer, UploadParts, UploadRequest } from "../../client/uploading.ts";

/** An upload is over and will not be whole. Its message is a sentence for a person. */
export class UploadError extends Error {}

/** An upload did not get on, and may the next time. Its message is a clause. */
export class PassingError extends Error {}

/** What a file of the browser is uploaded with. */
interface Given {
  readonly chat: Pick<Chat, "ask">;
  readonly file: Blob;
  readonly signal: AbortSignal;
  /** Told how many of the file's bytes are through. */
  readonly progress: (done: number) => void;
}

/** Uploads go to the server of the page by XMLHttpRequest, which tells how far it is. */
export function browserUpload({ chat, file, signal, progress }: Given): UploadParts {
  let ticket: string | undefined;
  const send = async (request: UploadRequest): Promise<UploadAnswer> => {
    ticket ??= await askForTicket(chat);
    const shown = { ...request.headers, authorization: `Bearer ${ticket}` };
    return sendRequest({ ...request, headers: shown }, file, signal, progress);
  };
  return {
    async ask(request) {
      const answer = await send(request);
      if (answer.status !== 401) return answer;
      // Another may be taken where the first is too old.
      ticket = undefined;
      return send(request);
    },
    reached: progress,
    failure: (_why, text) => new UploadError(text),
    passing: (text) => new PassingError(text),
  };
}

async function askForTicket(chat: Pick<Chat, "ask">): Promise<string> {
  const reply = await chat.ask({ type: "ticket" });
  if (reply.type === "refused") throw new UploadError(reply.text);
  if (reply.ticket === undefined) throw new UploadError("The server gives no ticket for files.");
  return reply.ticket;
}

function sendRequest(
  { method, path, headers, part }: UploadRequest,
  file: Blob,
  signal: AbortSignal,
  progress: (done: number) => void,
): Promise<UploadAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<UploadAnswer>();
  const request = new XMLHttpRequest();
  const abort = (): void => request.abort();
  request.open(method, path);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", ({ loaded }) => {
    if (part) progress(Math.min(part.from + loaded, part.to));
  });
  request.addEventListener("load", () => resolve(answerOf(request)));
  request.addEventListener("error", () => reject(new PassingError("the connection broke")));
  request.addEventListener("abort", () => reject(new UploadError("It was broken off.")));
  request.addEventListener("loadend", () => signal.removeEventListener("abort", abort));
  if (signal.aborted) reject(new UploadError("It was broken off."));
  else {
    signal.addEventListener("abort", abort);
    request.send(part ? file.slice(part.from, part.to) : null);
  }
  return promise;
}

function answerOf(request: XMLHttpRequest): UploadAnswer {
  const { status, responseText } = request;
  return {
    status,
    header: (name) => request.getResponseHeader(name) ?? undefined,
    error: async () => {
      const said = problemIn(responseText);
      if (isPassing(status)) return new PassingError(said ?? `the server answers ${status}`);
      return new UploadError(said ?? `The server answers ${status}, which is not understood here.`);
    },
    drop: () => {},
  };
}

/** Waits for so many milliseconds, or until `signal` is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}
