/** What the directory says of a person (`GET /api/v1/people/{localpart}`). */

export interface Profile {
  readonly name: string;
  readonly title: string;
  readonly email: string;
  readonly departments: readonly { readonly name: string; readonly room: string }[];
  /** Localpart. */
  readonly manager: string | null;
}

/** Null for somebody whom the organisation does not know. Throws when the directory does not answer. */
export async function profile(address: string, ownAddress: string): Promise<Profile | null> {
  if (domainOf(address) !== domainOf(ownAddress)) return null;
  const localpart = address.slice(0, address.lastIndexOf('@'));
  const response = await fetch(`/api/v1/people/${encodeURIComponent(localpart)}`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`The directory answered ${response.status}`);
  return response.json();
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
