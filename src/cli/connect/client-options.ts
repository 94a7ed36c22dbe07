/** What the verbs have in common that talk to a server. */
export interface ClientOptions {
  /** Where it is kept which servers are known and how one is signed in; this person's own folder if it is not said. */
  readonly configFolder?: string;
  /** The account to sign in to. */
  readonly account?: string;
  /** Its password. */
  readonly password?: string;
  /** A device's token, in place of account and password. */
  readonly token?: string;
  /** The only certificate to take from now on, by its SHA-256, whatever was known before. */
  readonly trust?: string;
  /** Certificates of authorities, in PEM; those of the system and of Node if it is not said. */
  readonly authorities?: readonly string[];
}
