import type { Chat } from "../../client/model/chat.ts";
import { persist } from "../../client/persist.ts";
import { Uploading } from "../../client/uploading.ts";
import { browserUpload, PassingError, pause, UploadError } from "./upload-requests.ts";

/** What is known while a file is uploaded. */
export interface UploadWatch {
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
  readonly trouble: (why: string) => void;
}

/** Uploads a file, as often as it takes, and gives its link. @throws UploadError (rejects) if it is in vain */
export async function uploadFile(
  chat: Pick<Chat, "ask">,
  file: File,
  name: string,
  { signal, progress, trouble }: UploadWatch,
): Promise<string> {
  const uploading = new Uploading(name, file.size, browserUpload({ chat, file, signal, progress }));
  return persist(
    {
      passing(cause) {
        if (signal.aborted || !(cause instanceof PassingError)) throw cause;
        return cause.message.replace(/\.$/, "");
      },
      inVain: (why) => new UploadError(`It does not get on: ${why}.`),
      trouble,
      wait: (ms) => pause(ms, signal),
      chance: Math.random,
    },
    () => uploading.step(),
    () => uploading.offset,
  );
}
