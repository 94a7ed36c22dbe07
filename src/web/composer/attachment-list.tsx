import { type ReactElement, useEffect, useState } from "react";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { sizeWords } from "../timeline/texts.ts";
import { useSource } from "../use-source.ts";
import type { Attachment, Attachments } from "./attachments.ts";

/** The files that are shared with what is said next, and how far they are. */
export function AttachmentList({
  attachments,
  isHeld,
}: {
  readonly attachments: Attachments;
  /** Whether the message waits for them. */
  readonly isHeld: boolean;
}): ReactElement | null {
  const files = useSource(attachments.list);
  if (files.length === 0) return null;
  return (
    <>
      <ul className="composer-files" aria-label="Files to share">
        {files.map((file) => (
          <AttachmentRow
            key={file.key}
            attachment={file}
            cancel={() => attachments.cancel(file.key)}
            retry={() => attachments.retry(file.key)}
          />
        ))}
      </ul>
      <p className="composer-held" role="status">
        {isHeld ? "It is sent as soon as the files are there. Escape keeps it here." : ""}
      </p>
    </>
  );
}

function AttachmentRow({
  attachment: { file, name, state },
  cancel,
  retry,
}: {
  readonly attachment: Attachment;
  readonly cancel: () => void;
  readonly retry: () => void;
}): ReactElement {
  return (
    <li className="composer-file">
      <Preview file={file} />
      <div className="composer-file-facts">
        <bdi className="composer-file-name">{name}</bdi>
        <FileState state={state} size={file.size} name={name} />
      </div>
      {state.type === "failed" && <IconButton icon="retry" label={`Upload ${name} again`} onClick={retry} />}
      <IconButton icon="close" label={`Don't share ${name}`} onClick={cancel} />
    </li>
  );
}

function FileState({
  state,
  size,
  name,
}: {
  readonly state: Attachment["state"];
  readonly size: number;
  readonly name: string;
}): ReactElement {
  if (state.type === "failed") {
    return (
      <span className="composer-file-failed" role="alert">
        {state.text}
      </span>
    );
  }
  if (state.type === "done") return <span className="composer-dim">{sizeWords(size)}, ready</span>;
  const done = state.type === "sending" ? state.done : 0;
  const trouble = state.type === "sending" ? state.trouble : undefined;
  return (
    <>
      <progress aria-label={`Upload of ${name}`} max={Math.max(1, size)} value={done} />
      <span className="composer-dim">
        {sizeWords(done)} of {sizeWords(size)}
        {trouble !== undefined && `; ${trouble}, trying again`}
      </span>
    </>
  );
}

/** What browsers show as a picture and can do no harm. */
const SHOWN = /^image\/(png|jpeg|gif|webp|avif)$/;

function Preview({ file }: { readonly file: File }): ReactElement {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!SHOWN.test(file.type)) return undefined;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <span className="composer-preview">
      {url === undefined ? <Icon name="file" /> : <img src={url} alt="" onError={() => setUrl(undefined)} />}
    </span>
  );
}
