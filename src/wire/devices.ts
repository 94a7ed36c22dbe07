import type { NewDevice } from "../core/account-commands.ts";
import type { Passwords } from "./passwords.ts";

/** Bytes of a device's token, and of the code of an invite link. */
const TOKEN_BYTES = 32;
const CODE_BYTES = 20;

/** What the token of a device begins with. */
const TOKEN = "parley-";

/** Letters of an id, and the bytes that are more than enough for them. */
const ID_LETTERS = 8;
const ID_BYTES = 24;

/** What makes the secrets of devices and invite links, and what is kept of them. */
export interface SecretParts {
  readonly passwords: Pick<Passwords, "secret">;
  /** As `Line.digest`. */
  digest(secret: string): string;
}

/** A device for an account, and the token that its owner is told once and that is kept nowhere. */
export function newDevice(
  { passwords, digest }: SecretParts,
  name: string,
): { readonly device: NewDevice; readonly token: string } {
  const token = `${TOKEN}${passwords.secret(TOKEN_BYTES)}`;
  return { device: { id: newId(passwords), name, digest: digest(token) }, token };
}

/** Whether a text is written like the token of a device. */
export function isDeviceToken(text: string): boolean {
  return text.startsWith(TOKEN);
}

/** The code of an invite link, likewise, with what is kept of it. */
export function newInviteCode({ passwords, digest }: SecretParts): {
  readonly id: string;
  readonly code: string;
  readonly digest: string;
} {
  const code = passwords.secret(CODE_BYTES);
  return { id: newId(passwords), code, digest: digest(code) };
}

/** An id is no secret, but people type it: letters and digits, and so nothing that looks like an option. */
function newId(passwords: Pick<Passwords, "secret">): string {
  return passwords.secret(ID_BYTES).replace(/[-_]/g, "").slice(0, ID_LETTERS);
}
