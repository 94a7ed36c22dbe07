import { type MouseEvent, type ReactElement, useState } from "react";
import { type FileRef, pathOf } from "../../core/files.ts";
import { Icon } from "../parts/icon.tsx";
import { sizeWords } from "./texts.ts";
import { useTimeline } from "./timeline-context.ts";
import { isOpen, saveWithTicket, useFileUrl } from "./use-file-url.ts";

/** The types that browsers show in place, and the server lets them. */
const IMAGE = /^image\/(?:apng|avif|gif|jpeg|png|webp)$/;
const VIDEO = /^video\/(?:mp4|ogg|webm)$/;
const AUDIO = /^audio\/(?:aac|flac|mp4|mpeg|ogg|opus|wav|webm)$/;

/** The files of a message. Each has its room before it is loaded, so that nothing moves. */
export function Attachments({ files }: { readonly files: readonly FileRef[] }): ReactElement {
  return (
    <ul className="timeline-files" aria-label="Files">
      {files.map((file) => (
        <li key={file.id}>
          <Attachment file={file} />
        </li>
      ))}
    </ul>
  );
}

function Attachment({ file }: { readonly file: FileRef }): ReactElement {
  if (IMAGE.test(file.type)) return <Picture file={file} />;
  if (VIDEO.test(file.type)) return <Playable file={file} kind="video" />;
  if (AUDIO.test(file.type)) return <Playable file={file} kind="audio" />;
  return <FileCard file={file} />;
}

function Picture({ file }: { readonly file: FileRef }): ReactElement {
  const { url, isLost, failed } = useFileUrl(file);
  if (isLost) return <FileCard file={file} />;
  return (
    <a className="timeline-picture" href={url ?? pathOf(file)} target="_blank" rel="noreferrer noopener">
      {url === undefined ? (
        <span className="timeline-picture-room" />
      ) : (
        <img
          src={url}
          alt={file.name}
          title={`${file.name}, ${sizeWords(file.size)}`}
          decoding="async"
          onError={failed}
        />
      )}
    </a>
  );
}

function Playable({ file, kind }: { readonly file: FileRef; readonly kind: "audio" | "video" }): ReactElement {
  const { url, isLost, failed } = useFileUrl(file);
  if (isLost) return <FileCard file={file} />;
  const given = { src: url, controls: true, preload: "metadata", "aria-label": file.name, onError: failed } as const;
  return (
    <figure className="timeline-playable">
      {kind === "video" ? (
        <video {...given} className="timeline-video" />
      ) : (
        <audio {...given} className="timeline-audio" />
      )}
      <figcaption>
        <bdi>{file.name}</bdi> · {sizeWords(file.size)}
      </figcaption>
    </figure>
  );
}

/** A file that is not shown in place. */
function FileCard({ file }: { readonly file: FileRef }): ReactElement {
  const { ticket } = useTimeline();
  const [isLost, setLost] = useState(false);
  const save = async (event: MouseEvent<HTMLAnchorElement>): Promise<void> => {
    event.preventDefault();
    if (await isOpen(file)) window.open(pathOf(file), "_blank", "noreferrer,noopener");
    else setLost(!(await saveWithTicket(file, ticket)));
  };
  return (
    <div>
      <a
        className="timeline-file"
        href={pathOf(file)}
        target="_blank"
        rel="noreferrer noopener"
        onClick={(event) => void save(event)}
      >
        <Icon name="file" />
        <bdi className="timeline-file-name">{file.name}</bdi>
        <span className="timeline-file-size">{sizeWords(file.size)}</span>
        <Icon name="download" />
      </a>
      {isLost && (
        <p className="problem timeline-problem" role="alert">
          This file can't be had: it is gone, or not for you.
        </p>
      )}
    </div>
  );
}
