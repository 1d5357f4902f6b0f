import { NotSignedIn } from '../xmpp/connection';

/** An answer of the portal to the owner of this account: another person may have signed in here since. */
export function ofOwn<T extends { readonly owner: string }>(own: string, answer: T): T {
  if (`${answer.owner}@` !== own.slice(0, answer.owner.length + 1)) throw new NotSignedIn();
  return answer;
}
