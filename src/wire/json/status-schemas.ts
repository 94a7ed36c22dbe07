import * as v from "valibot";
import { LIMITS } from "../../core/limits.ts";
import { maybe, type Named, place, ref, text } from "./fields.ts";

/** What is asked about the server itself, and its connections. */
export type StatusCommand = (
  | { readonly type: "status"; readonly follow?: boolean }
  | { readonly type: "sessions"; readonly own?: boolean; readonly after?: string; readonly limit?: number }
  | { readonly type: "wire"; readonly session: string; readonly watch?: boolean }
) &
  Named;

/** The schema of each, with a sentence on what it does. */
export const STATUS: {
  readonly [N in StatusCommand["type"]]: v.GenericSchema<unknown, Extract<StatusCommand, { type: N }>>;
} = {
  status: v.pipe(
    v.object({
      type: v.literal("status"),
      ref,
      follow: v.exactOptional(
        v.pipe(
          v.boolean(),
          v.description("Whether to be told it each second from now on, or no more, by `status` events."),
        ),
      ),
    }),
    v.description("Asks how the server does. For operators of the server."),
  ),
  sessions: v.pipe(
    v.object({
      type: v.literal("sessions"),
      ref,
      own: v.exactOptional(v.pipe(v.boolean(), v.description("Whether only yours are asked for."))),
      after: maybe("Only those that come behind the one of this id."),
      limit: place(`At most so many; ${LIMITS.historyDefault} if you don't say, ${LIMITS.deskPage} at most.`),
    }),
    v.description(
      "Asks which `sessions` there are, in the order in which they came. Who is no operator of the server is told of " +
        "their own.",
    ),
  ),
  wire: v.pipe(
    v.object({
      type: v.literal("wire"),
      ref,
      session: text("Its id, as `sessions` lists it."),
      watch: v.exactOptional(v.pipe(v.boolean(), v.description("`false` to watch it no more."))),
    }),
    v.description(
      "Watches what comes and goes over a connection, by `wire` events, until `wire-end`. You may watch those of your own " +
        "user; as an operator of the server also those of users who have set the mode `W`, and of guests where the server " +
        "is so configured. They are told, and the moderation log has it. Passwords, tokens and the like are shown as stars.",
    ),
  ),
};
