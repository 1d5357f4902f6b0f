import { parseSearchResult, searchRequest } from '../xmpp/search';
import type { Parts } from './parts';
import { type Found, MOST_FOUND } from './types';

const ANSWER_WITHIN_MS = 10_000;

/** As `Client.find`. */
export async function find(parts: Parts, text: string): Promise<readonly Found[]> {
  const { connection, domain, own, people } = parts;
  const service = `directory.${domain}`;
  const request = searchRequest(service, text, MOST_FOUND);
  const answer = await connection.request(request, { timeoutMs: ANSWER_WITHIN_MS });
  const found = parseSearchResult(answer, service);
  if (!found) throw new Error('The directory has answered something else');
  const others = found.filter(({ address }) => address !== own);
  people.called(others.map(({ address, name }) => [address, name] as const));
  for (const { address } of others) people.learn(address);
  return others.map((each) => ({
    ...each,
    get picture() {
      return people.pictureOf(each.address);
    },
  }));
}

/** As `Client.begin`. */
export async function begin(parts: Parts, address: string): Promise<boolean> {
  const { contacts, conversations, people } = parts;
  if (conversations.get(address)) return true;
  if (!people.names.has(address) && !(await people.know(address))) return false;
  contacts.show(conversations.with(address));
  return true;
}
