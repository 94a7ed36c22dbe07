import { type Dispatch, type SetStateAction, useEffect, useState } from "react";
import { keptMembersShown } from "../platform/kept.ts";

/** Where there is room for who is here beside what is said, as in the style sheet. */
const WIDE = "(width >= 1100px)";

/**
 * Whether who is here is shown. Where there is room that is so unless somebody does not want it, which is kept; elsewhere
 * it would stand over what is said, and is only shown when it is asked for.
 */
export function useMembersShown(): [boolean, Dispatch<SetStateAction<boolean>>] {
  const [isShown, setShown] = useState(wanted);
  useEffect(() => {
    if (window.matchMedia(WIDE).matches) keptMembersShown.set(isShown);
  }, [isShown]);
  useEffect(() => {
    const wide = window.matchMedia(WIDE);
    const changed = (): void => setShown(wanted());
    wide.addEventListener("change", changed);
    return () => wide.removeEventListener("change", changed);
  }, []);
  return [isShown, setShown];
}

function wanted(): boolean {
  return window.matchMedia(WIDE).matches && (keptMembersShown.get() ?? true);
}
