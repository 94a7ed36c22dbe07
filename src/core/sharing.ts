import { mayFetch } from "./fetching.ts";
import { type Files, linkedFiles, type OwnedFile } from "./files.ts";
import { identityOf, type State, type User } from "./state.ts";

/** What knows of files and of who may read what. */
export interface SharingSource {
  readonly state: State;
  readonly files: Files;
  /** Whether whoever has a file's link may fetch it. */
  readonly openLinks: boolean;
}

/**
 * The files whose links are in a text, as far as they are the user's to share: their own, those that were shared where
 * they may read, and with open links those that nobody has shared yet. What is not is only a link.
 * @throws Error (rejects) if they can't be looked up just now
 */
export async function filesToShare(source: SharingSource, user: User, text: string): Promise<readonly OwnedFile[]> {
  const found = await Promise.all(
    linkedFiles(text).map(async (id) => {
      const file = await source.files.find(id);
      return file && (await mayShare(source, user, file)) ? [file] : [];
    }),
  );
  return found.flat();
}

async function mayShare({ state, files, openLinks }: SharingSource, user: User, file: OwnedFile): Promise<boolean> {
  const identity = identityOf(user);
  const places = file.owner === identity ? [] : await files.placesOf(file.id);
  if (places.length === 0) return openLinks || file.owner === identity;
  return mayFetch(state, { identity, users: [user] }, file, places);
}
