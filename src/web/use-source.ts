import { useCallback, useSyncExternalStore } from "react";
import type { Source } from "../client/model/source.ts";

/** What a source is now; the component is drawn again when it changes. */
export function useSource<T>(source: Source<T>): T {
  const subscribe = useCallback((changed: () => void) => source.subscribe(changed), [source]);
  const get = (): T => source.get();
  return useSyncExternalStore(subscribe, get, get);
}
