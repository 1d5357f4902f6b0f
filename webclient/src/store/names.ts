/** Names of people by bare JID (another map when one of them changes), and their pictures. */
export interface Names {
  readonly names: ReadonlyMap<string, string>;
  /** URL, or null where none is known. */
  pictureOf(address: string): string | null;
}

/** What to call somebody of whom only the address is known: the nick in a room, else the account. */
export function nameOf(address: string): string {
  const slash = address.indexOf('/');
  return slash < 0 ? (address.split('@')[0] ?? address) : address.slice(slash + 1);
}

/** What to call a conversation: a nick, which anybody may choose, with the room it is used in. */
export function titleOf(address: string): string {
  return address.includes('/') ? address : nameOf(address);
}
