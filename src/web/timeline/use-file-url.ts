import { useCallback, useEffect, useState } from "react";
import { type FileRef, pathOf } from "../../core/files.ts";
import { useTimeline } from "./timeline-context.ts";

/** Whether this server shows files only to who says who they are, as has been found out. */
let wantsTicket = false;

/** Where a file is to be had. */
export interface FileUrl {
  readonly url: string | undefined;
  /** Whether it can't be had. */
  readonly isLost: boolean;
  /** To be called if `url` didn't work. */
  readonly failed: () => void;
}

/**
 * The URL of a file that is shown in place. If its own does not work the server may want to know who asks, which a browser
 * doesn't say by itself: then the file is fetched with a ticket, and kept for as long as it is shown.
 */
export function useFileUrl(file: FileRef): FileUrl {
  const { ticket } = useTimeline();
  const [isAsking, setAsking] = useState(wantsTicket);
  const [found, setFound] = useState<{ readonly url?: string; readonly isLost: boolean }>({ isLost: false });
  const path = pathOf(file);
  useEffect(() => {
    if (!isAsking) return;
    const stop = new AbortController();
    let url: string | undefined;
    const load = async (): Promise<void> => {
      const blob = await fetchWithTicket(path, ticket, stop.signal);
      if (stop.signal.aborted) return;
      if (blob) url = URL.createObjectURL(blob);
      setFound(url === undefined ? { isLost: true } : { url, isLost: false });
    };
    void load();
    return () => {
      stop.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [isAsking, path, ticket]);
  const failed = useCallback(() => {
    if (isAsking) setFound({ isLost: true });
    setAsking(true);
  }, [isAsking]);
  return { url: isAsking ? found.url : path, isLost: found.isLost, failed };
}

async function fetchWithTicket(
  path: string,
  ticket: () => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<Blob | undefined> {
  try {
    const token = await ticket();
    if (token === undefined || signal.aborted) return undefined;
    const answer = await fetch(path, { headers: { authorization: `Bearer ${token}` }, signal });
    if (!answer.ok) return undefined;
    wantsTicket = true;
    return await answer.blob();
  } catch {
    return undefined;
  }
}

/** Saves a file that the server gives only to who says who they are. False if it gives none. */
export async function saveWithTicket(file: FileRef, ticket: () => Promise<string | undefined>): Promise<boolean> {
  const blob = await fetchWithTicket(pathOf(file), ticket, new AbortController().signal);
  if (!blob) return false;
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // The browser has begun by then.
  window.setTimeout(() => URL.revokeObjectURL(url), SAVING_MS);
  return true;
}

const SAVING_MS = 60_000;

/** Whether a file can be had by its link alone. */
export async function isOpen(file: FileRef): Promise<boolean> {
  if (wantsTicket) return false;
  try {
    const answer = await fetch(pathOf(file), { method: "HEAD" });
    return answer.ok;
  } catch {
    return false;
  }
}
