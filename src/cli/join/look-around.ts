import type { Link } from "../../client/link.ts";
import { showArrival } from "./show.ts";

/** Tells somebody who has come into a channel what it is about and who is there. */
export function lookAround(link: Pick<Link, "ask">, channel: string, note: (text: string) => void): void {
  link.ask({ type: "names", channel }).then(
    (reply) => {
      if (reply.type === "refused") return;
      const lines = showArrival(reply);
      const last = lines.length - 1;
      for (const [i, line] of lines.entries()) {
        note(i === last ? `${line}; /history shows what was said before.` : line);
      }
    },
    () => undefined,
  );
}
