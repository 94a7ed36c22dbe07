/** The page of an invite link, of which one has the link or its code alone; nothing if that is neither. */
export function invitePath(typed: string): string | undefined {
  const [, code] = /(?:^|\/invite\/)([\w-]{8,64})(?:#.*)?$/.exec(typed.trim()) ?? [];
  return code === undefined ? undefined : `/invite/${code}`;
}
