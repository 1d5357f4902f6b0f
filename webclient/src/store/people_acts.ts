import { parseArchivePage } from '../xmpp/archive';
import { archiveSearch, type FoundMessage, parseFound } from '../xmpp/archive_search';
import { parseZone, timeRequest } from '../xmpp/asked_time';
import { blocklistRequest, blockRequest, parseBlocklist } from '../xmpp/blocking';
import { randomId } from '../xmpp/ids';
import { lastActivityRequest, parseLastActivity } from '../xmpp/last_activity';
import { parseMessage } from '../xmpp/message';
import type { PeopleActs, SharedKind, SharedPage, SharedThing } from './act_types';
import { nameOf } from './names';
import type { Parts } from './parts';
import { isOurs } from './shared_files';
import type { Attachment, Author } from './types';

const PAGE = 12;
const ANSWER_WITHIN_MS = 10_000;

export class StoredPeopleActs implements PeopleActs {
  readonly #parts: Parts;
  readonly #service: string;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#service = `archive.${parts.domain}`;
  }

  /** The server then tells all own clients, this one too. */
  async block(address: string, on: boolean): Promise<void> {
    await this.#parts.connection.request(blockRequest(address, on));
  }

  async blocked(): Promise<readonly Author[]> {
    const { connection, people } = this.#parts;
    const answer = await connection.request(blocklistRequest(), { timeoutMs: ANSWER_WITHIN_MS });
    const addresses = parseBlocklist(answer);
    const unnamed = addresses.filter((each) => !people.names.has(each));
    await Promise.all(unnamed.map((each) => people.know(each).catch(() => false)));
    const all = addresses.map((address) => ({ address, name: this.#nameOf(address) }));
    return all.sort((one, other) => one.name.localeCompare(other.name));
  }

  shows(address: string, picture: string | null): void {
    this.#parts.people.shows(address, picture);
  }

  async zone(address: string): Promise<number | null> {
    const device = this.#parts.contacts.deviceOf(address);
    if (device === null) return null;
    const answer = await this.#ask(timeRequest(device));
    return answer && parseZone(answer);
  }

  async seen(address: string): Promise<number | null> {
    const answer = await this.#ask(lastActivityRequest(address));
    const seconds = answer && parseLastActivity(answer);
    return seconds === null ? null : this.#parts.clock.now() - seconds * 1000;
  }

  async shared(conversation: string, kind: SharedKind, before: string | null): Promise<SharedPage> {
    const { connection } = this.#parts;
    const queryId = randomId();
    const found: FoundMessage[] = [];
    const dispose = connection.onStanza('message', (stanza) => {
      const one = parseFound(stanza, this.#service, queryId);
      if (one) found.push(one);
    });
    try {
      const page = { max: PAGE, before: before ?? '' };
      const text = `in:"${conversation}" has:${kind}`;
      const asked = archiveSearch(this.#service, queryId, text, page);
      const fin = parseArchivePage(
        await connection.request(asked, { timeoutMs: ANSWER_WITHIN_MS }),
      );
      const shown = found.filter((each) => each.conversation === conversation).reverse();
      return {
        things: await Promise.all(shown.map((each) => this.#thing(each, kind))),
        next: fin && !fin.complete ? fin.first : null,
      };
    } finally {
      dispose();
    }
  }

  async #thing(found: FoundMessage, kind: SharedKind): Promise<SharedThing> {
    const { stanzaId: id, at, conversation, sender, message } = found;
    const { own, people } = this.#parts;
    const name = this.#nameOf(sender);
    people.learn(sender);
    return {
      id,
      at,
      author: { address: sender, name },
      files: kind === 'link' ? [] : await attachments(conversation, id),
      text: kind === 'link' ? (parseMessage(message, own)?.body ?? '') : '',
    };
  }

  #nameOf(address: string): string {
    return this.#parts.people.names.get(address) ?? nameOf(address);
  }

  /** Null where nobody answers, or does not want to. */
  async #ask(iq: Element): Promise<Element | null> {
    const { connection } = this.#parts;
    return connection.request(iq, { timeoutMs: ANSWER_WITHIN_MS }).catch(() => null);
  }
}

/** As `GET /api/v1/conversations/{address}/messages/{id}` says. */
interface Attached {
  readonly url: string;
  readonly media_type: string;
  readonly name: string;
  readonly size_bytes: number | null;
}

/** What a search leaves out. Nothing where the message is gone meanwhile. */
async function attachments(conversation: string, id: string): Promise<readonly Attachment[]> {
  const place = `/api/v1/conversations/${encodeURIComponent(conversation)}/messages/${id}`;
  const answer = await fetch(place, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  if (answer.status === 404) return [];
  if (!answer.ok) throw new Error('service-unavailable');
  const { attachments: all }: { attachments: readonly Attached[] } = await answer.json();
  return all.map(({ url, media_type: mediaType, name, size_bytes: size }) => ({
    url,
    ours: isOurs(url),
    name,
    mediaType,
    ...(size === null ? {} : { size }),
    voice: false,
  }));
}
