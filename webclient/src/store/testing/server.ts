import { serialize } from '../../xmpp/xml';
import { DraftService } from './draft_service';
import type { Loopback } from './loopback';
import { ThreadService } from './thread_service';

export const ADA = 'ada@localhost';
export const GRACE = 'grace@localhost';
export const LINUS = 'linus@localhost';
export const ROOM = 'engines@conference.localhost';

/** A conversation as the archive knows it; ids as those of messages. */
export interface Inboxed {
  readonly address: string;
  readonly id: string;
  readonly body: string;
  readonly sender?: string;
  readonly kind?: string;
  readonly unread?: number;
  readonly mentions?: number;
  readonly read?: string;
}

export interface Archived {
  readonly id: string;
  readonly xml: string;
}

/** The server's time in the tests, in microseconds; each message is later than the one before. */
export class ServerTime {
  #now = (Date.now() - 3_600_000) * 1000;

  next(seconds = 1): string {
    this.#now += seconds * 1_000_000;
    return String(this.#now);
  }
}

/** What ejabberd answers: contact list, bookmarks, what was read, archives. */
export class Server {
  readonly archives = new Map<string, Archived[]>([[ADA, []]]);
  readonly published = new Map<string, Map<string, string>>();
  roster = [
    { address: GRACE, name: 'Grace Hopper' },
    { address: LINUS, name: 'Linus Torvalds' },
  ];
  rooms: string[] = [];
  readonly drafts = new DraftService();
  readonly threads = new ThreadService();
  readonly queries: Element[] = [];
  /** The last active first. */
  inbox: Inboxed[] = [];
  readonly inboxQueries: Element[] = [];
  inboxPage = 50;

  /** What the portal answers. */
  request(path: string, method?: string, body?: unknown): Promise<Response> {
    const { threads, drafts } = this;
    return path.startsWith('threads?') ? threads.request(path) : drafts.request(path, method, body);
  }

  /** Answers for a connection from now on. */
  serve(connection: Loopback): void {
    connection.answers.push((iq) => this.#answer(iq, connection));
  }

  archive(address: string, id: string, xml: string): void {
    const archive = this.archives.get(address) ?? [];
    this.archives.set(
      address,
      [...archive, { id, xml }].sort((a, b) => Number(a.id) - Number(b.id)),
    );
  }

  #answer(iq: Element, connection: Loopback): string | null {
    const payload = iq.firstElementChild;
    const result = (inner: string) => `<iq type="result">${inner}</iq>`;
    if (payload?.namespaceURI === 'jabber:iq:roster') return result(this.#roster());
    if (payload?.namespaceURI === 'http://jabber.org/protocol/pubsub') return this.#pubsub(iq);
    if (payload?.namespaceURI === 'urn:xmpp:mam:2') return this.#page(iq, connection);
    if (payload?.namespaceURI === 'urn:xmpp:inbox:1') return this.#inbox(iq, connection);
    return result('');
  }

  #roster(): string {
    const items = this.roster.map(
      ({ address, name }) => `<item jid="${address}" name="${name}" subscription="both"/>`,
    );
    return `<query xmlns="jabber:iq:roster">${items.join('')}</query>`;
  }

  #pubsub(iq: Element): string {
    const about = iq.firstElementChild?.firstElementChild;
    const node = about?.getAttribute('node') ?? '';
    const items = this.published.get(node) ?? new Map<string, string>();
    this.published.set(node, items);
    const item = about?.firstElementChild;
    if (about?.localName === 'publish' && item?.firstElementChild)
      items.set(item.getAttribute('id') ?? '', serialize(item.firstElementChild));
    if (about?.localName === 'retract') items.delete(item?.getAttribute('id') ?? '');
    const bookmarks = this.rooms.map((room) => [room, bookmark()] as const);
    const all = node === 'urn:xmpp:bookmarks:1' ? [...bookmarks, ...items] : [...items];
    const found = all.map(([id, payload]) => `<item id="${id}">${payload}</item>`).join('');
    return `<iq type="result"><pubsub xmlns="http://jabber.org/protocol/pubsub"><items node="${node}">${found}</items></pubsub></iq>`;
  }

  #inbox(iq: Element, connection: Loopback): string {
    this.inboxQueries.push(iq);
    const after = iq.getElementsByTagName('after')[0]?.textContent;
    const index = after ? this.inbox.filter(({ id }) => Number(id) >= Number(after)).length : 0;
    const page = this.inbox.slice(index, index + this.inboxPage);
    for (const each of page) connection.arrive(inboxEntry(each));
    const [first, last] = [page[0]?.id, page.at(-1)?.id];
    const ends = first ? `<first index="${index}">${first}</first><last>${last}</last>` : '';
    return `<iq type="result"><fin xmlns="urn:xmpp:inbox:1"><set xmlns="http://jabber.org/protocol/rsm">${ends}<count>${this.inbox.length}</count></set></fin></iq>`;
  }

  #page(iq: Element, connection: Loopback): string {
    this.queries.push(iq);
    const archive = iq.getAttribute('to') ?? ADA;
    const { found, complete } = this.#select(iq, archive);
    const queryId = iq.firstElementChild?.getAttribute('queryid') ?? '';
    for (const each of found) connection.arrive(result(archive, queryId, each));
    const set = found[0] ? `<first>${found[0].id}</first><last>${found.at(-1)?.id}</last>` : '';
    return `<iq type="result"><fin xmlns="urn:xmpp:mam:2" complete="${complete}"><set xmlns="http://jabber.org/protocol/rsm">${set}</set></fin></iq>`;
  }

  #select(iq: Element, archive: string): { found: Archived[]; complete: boolean } {
    const asked = (name: string) => iq.getElementsByTagName(name)[0]?.textContent ?? null;
    const field = (name: string) =>
      [...iq.getElementsByTagName('field')].find((each) => each.getAttribute('var') === name)
        ?.textContent ?? null;
    const [before, after, person, start] = [
      asked('before'),
      asked('after'),
      field('with'),
      field('start'),
    ];
    const all = (this.archives.get(archive) ?? []).filter(
      ({ id, xml }) =>
        (!before || Number(id) < Number(before)) &&
        (!after || Number(id) > Number(after)) &&
        (start === null || Number(id) / 1000 >= Date.parse(start)) &&
        (person === null || xml.includes(`"${person}`)),
    );
    const max = Number(asked('max'));
    const found = before === null ? all.slice(0, max) : all.slice(-max);
    return { found, complete: found.length === all.length };
  }
}

function inboxEntry(of: Inboxed): string {
  const { address, id, body, sender = address, kind = 'text', unread = 0, mentions = 0 } = of;
  const room = address.includes('conference');
  const read = of.read ? ` read="${of.read}"` : '';
  return `<message from="${ADA}" to="${ADA}/web-1"><entry xmlns="urn:xmpp:inbox:1" jid="${address}" unread="${unread}" id="${id}"/><conversation xmlns="urn:stoa:inbox:1" kind="${room ? 'room' : 'direct'}" name="" mentions="${mentions}" pinned="false" muted="false" archived="false"${read}><last id="${id}" sender="${sender}" at="2026-11-21T15:57:21Z" kind="${kind}">${body}</last></conversation></message>`;
}

export function result(archive: string, queryId: string, { id, xml }: Archived): string {
  const stamp = new Date(Number(id) / 1000).toISOString();
  const message = xml.replace(/^<message/, '<message xmlns="jabber:client"');
  return `<message from="${archive}" to="${ADA}/web-1"><result xmlns="urn:xmpp:mam:2" queryid="${queryId}" id="${id}"><forwarded xmlns="urn:xmpp:forward:0"><delay xmlns="urn:xmpp:delay" stamp="${stamp}"/>${message}</forwarded></result></message>`;
}

function bookmark(): string {
  return '<conference xmlns="urn:xmpp:bookmarks:1" name="Engines" autojoin="true"/>';
}
