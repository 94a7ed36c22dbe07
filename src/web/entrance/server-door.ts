import * as v from "valibot";

/** What a page may know of a server before it talks to it, and who this browser is signed in as. */

const DOOR = v.object({
  version: v.string(),
  access: v.picklist(["open", "invite", "accounts"]),
  guests: v.optional(v.string()),
  registration: v.fallback(v.picklist(["none", "after-connect", "before-connect"]), "none"),
  signIn: v.optional(v.string()),
  account: v.optional(v.string()),
});

/** Who gets in, and how. */
export interface Door {
  readonly access: "open" | "invite" | "accounts";
  /** Who may make an account without an invite link. */
  readonly registration: "none" | "after-connect" | "before-connect";
  /** Where one signs in by a provider, if the server has one. */
  readonly signIn?: string | undefined;
  /** The account that this browser is signed in to, if it is. */
  readonly account?: string | undefined;
}

const PROBLEM = v.object({ text: v.string() });
const OFFLINE = "The server can't be reached just now.";

/** Something that was asked over HTTP: done, or a sentence for a person. */
export type Done = { readonly ok: true } | { readonly ok: false; readonly text: string };

/** Asks who gets in. @throws Error (rejects) if the server can't be reached */
export async function askDoor(): Promise<Door> {
  const answer = await fetch("/door");
  return v.parse(DOOR, await answer.json());
}

/** Signs this browser in: it gets a cookie that scripts can't read. */
export function signIn(account: string, password: string): Promise<Done> {
  return send("POST", JSON.stringify({ account, password }));
}

/** Signs this browser out, and has the server forget it. */
export function signOut(): Promise<Done> {
  return send("DELETE");
}

async function send(method: "POST" | "DELETE", body?: string): Promise<Done> {
  try {
    const headers = { "content-type": "application/json" };
    const answer = await fetch("/session", { method, headers, ...(body !== undefined && { body }) });
    if (answer.ok) return { ok: true };
    const said = v.safeParse(PROBLEM, await answer.json());
    return { ok: false, text: said.success ? said.output.text : OFFLINE };
  } catch {
    return { ok: false, text: OFFLINE };
  }
}
