import type { ReactElement } from "react";
import type { Place } from "../../client/model/place.ts";
import { useSource } from "../use-source.ts";
import { typingSentence } from "./notes.ts";

/** Who is writing; its line is there all the time, so that nothing moves. */
export function TypingLine({ place }: { readonly place: Place }): ReactElement {
  const nicks = useSource(place.typing);
  return (
    <p className="timeline-typing">
      <bdi>{typingSentence(nicks)}</bdi>
    </p>
  );
}
