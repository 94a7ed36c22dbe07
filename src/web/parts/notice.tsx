import { type ReactElement, useCallback, useEffect, useRef, useState } from "react";

/** What was done, said politely. */
export interface Told {
  /** Where it is said; it is always in the page, so that what comes into it is heard. */
  readonly notice: ReactElement;
  readonly tell: (text: string) => void;
  /** Says it, and has the keyboard go there: for when what one was at is gone. */
  readonly tellThere: (text: string) => void;
}

/** A place to say what was done. */
export function useNotice(): Told {
  const [said, setSaid] = useState({ text: "", isThere: false });
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (said.isThere) place.current?.focus();
  }, [said]);
  const tell = useCallback((text: string) => setSaid({ text, isThere: false }), []);
  const tellThere = useCallback((text: string) => setSaid({ text, isThere: true }), []);
  const notice = (
    <p ref={place} className="notice" role="status" tabIndex={-1}>
      {said.text}
    </p>
  );
  return { notice, tell, tellThere };
}
