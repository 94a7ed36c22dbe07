import { type ReactElement, useEffect, useRef, useState } from "react";
import { Icon } from "../parts/icon.tsx";

/** Takes files that are dropped anywhere on the page, and says so while they hover over it. */
export function DropZone({
  take,
}: {
  readonly take: ((files: readonly File[]) => void) | undefined;
}): ReactElement | null {
  const [isOver, setOver] = useState(false);
  const taking = useRef(take);
  taking.current = take;
  useEffect(() => listen(setOver, (files) => taking.current?.(files)), []);
  if (!isOver || !take) return null;
  return (
    <div className="composer-drop" aria-hidden="true">
      <Icon name="upload" />
      <p>Drop files to share them here</p>
    </div>
  );
}

function listen(setOver: (isOver: boolean) => void, take: (files: readonly File[]) => void): () => void {
  const over = (event: DragEvent): void => {
    if (!hasFiles(event) || isModal()) return;
    // Without this the browser would open the file in place of the page.
    event.preventDefault();
    setOver(true);
  };
  const left = (event: DragEvent): void => {
    if (event.relatedTarget === null) setOver(false);
  };
  const dropped = (event: DragEvent): void => {
    setOver(false);
    if (!hasFiles(event) || isModal()) return;
    event.preventDefault();
    take([...(event.dataTransfer?.files ?? [])]);
  };
  const listening = new AbortController();
  const { signal } = listening;
  window.addEventListener("dragover", over, { signal });
  window.addEventListener("dragleave", left, { signal });
  window.addEventListener("drop", dropped, { signal });
  return () => listening.abort();
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

/** Whether a dialog is in front of the place. */
function isModal(): boolean {
  return document.querySelector("dialog:modal") !== null;
}
