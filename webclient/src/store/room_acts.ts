import { randomId } from '../xmpp/ids';
import {
  directInvitation,
  isMediated,
  mediatedDecline,
  mediatedInvitation,
} from '../xmpp/inviting';
import {
  affiliate,
  affiliatedRequest,
  kick,
  parseAffiliated,
  subjectMessage,
} from '../xmpp/room_admin';
import { configRequest, configSubmission, destroyRequest, parseConfig } from '../xmpp/room_config';
import { parseRoomInfo, parseRooms, roomInfoRequest, roomsRequest } from '../xmpp/room_info';
import type {
  Affiliation,
  Member,
  NewRoom,
  RoomActs,
  RoomConfig,
  RoomInfo,
  RoomPage,
} from './act_types';
import { BookmarkActs } from './bookmark_acts';
import { entered } from './entering';
import { nameOf } from './names';
import type { Parts } from './parts';

const PAGE = 50;
const ANSWER_WITHIN_MS = 15_000;
const SHOWN: readonly Affiliation[] = ['owner', 'admin', 'member', 'outcast'];
const RULING: readonly string[] = ['owner', 'admin'];

export class StoredRoomActs implements RoomActs {
  readonly #parts: Parts;
  readonly #bookmarks: BookmarkActs;
  readonly #service: string;
  /** Invitations that were lost with a stream: rooms take them from whoever is there. */
  #lost: Element[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#bookmarks = new BookmarkActs(parts.connection, parts.own);
    this.#service = `conference.${parts.domain}`;
    const { connection } = parts;
    parts.ends.push(
      connection.onUnacknowledged((stanzas) => this.#lost.push(...stanzas.filter(isMediated))),
      connection.onStanza('presence', () => this.#inviteAgain()),
    );
  }

  async create({ name, description, membersOnly, people, invitation }: NewRoom): Promise<string> {
    const { connection } = this.#parts;
    const room = `${localpartOf(name)}@${this.#service}`;
    if (!(await this.#come(room, name))) throw new Error('conflict');
    try {
      const listed = !membersOnly;
      await this.configure(room, { name, description, membersOnly, listed, membersInvite: true });
      for (const request of affiliate(room, people, 'member')) await connection.request(request);
      await this.#bookmarks.add(room, name);
    } catch (error) {
      await connection.request(destroyRequest(room)).catch(() => undefined);
      this.#parts.rooms.forget(room);
      throw error;
    }
    this.#sendInvitations(room, people, invitation(room));
    return room;
  }

  async listed(after: string | null): Promise<RoomPage> {
    const { connection } = this.#parts;
    return parseRooms(await connection.request(roomsRequest(this.#service, PAGE, after)));
  }

  async enter(room: string, name: string | null): Promise<void> {
    if (this.#isPerson(room)) throw new Error('item-not-found');
    try {
      await this.#come(room, name);
    } catch (error) {
      this.#parts.rooms.forget(room);
      throw error;
    }
    await this.#bookmarks.add(room, name);
  }

  leave(room: string): Promise<() => Promise<void>> {
    return this.#bookmarks.remove(room);
  }

  async about(room: string): Promise<RoomInfo | null> {
    const info = parseRoomInfo(await this.#parts.connection.request(roomInfoRequest(room)));
    const of = this.#parts.conversations.get(room);
    if (of?.joined === 'joined') of.room.counted(info?.occupants ?? 0);
    if (info?.name && of?.kind === 'room' && of.name !== info.name) {
      of.name = info.name;
      await this.#bookmarks.rename(room, info.name);
    }
    return info;
  }

  async config(room: string): Promise<RoomConfig> {
    const config = parseConfig(await this.#parts.connection.request(configRequest(room)));
    if (!config) throw new Error('undefined-condition');
    return config;
  }

  async configure(room: string, changes: Partial<RoomConfig>): Promise<void> {
    await this.#parts.connection.request(configSubmission(room, changes));
  }

  /** The room's answer is the message that everybody gets, or an error with its id. */
  setSubject(room: string, subject: string): Promise<void> {
    const { connection } = this.#parts;
    const message = subjectMessage(room, subject);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        dispose();
        reject(new Error('remote-server-timeout'));
      }, ANSWER_WITHIN_MS);
      const dispose = connection.onStanza('message', (stanza) => {
        if (stanza.getAttribute('id') !== message.getAttribute('id')) return;
        clearTimeout(timer);
        dispose();
        if (stanza.getAttribute('type') === 'error') reject(new Error('forbidden'));
        else resolve();
      });
      connection.send(message);
    });
  }

  async members(room: string): Promise<readonly Member[]> {
    const lists = await Promise.allSettled(SHOWN.map((each) => this.#affiliated(room, each)));
    const [failed] = lists.filter((each) => each.status === 'rejected');
    const found = lists.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    if (failed && found.length === 0) throw failed.reason;
    return found;
  }

  async affiliate(room: string, address: string, to: Affiliation, reason = ''): Promise<void> {
    for (const request of affiliate(room, [address], to, reason))
      await this.#parts.connection.request(request);
  }

  async kick(room: string, nick: string): Promise<void> {
    await this.#parts.connection.request(kick(room, nick));
  }

  async invite(room: string, people: readonly string[], text: string): Promise<void> {
    const { connection, conversations } = this.#parts;
    const info = await this.about(room);
    const own = conversations.get(room)?.room.own?.affiliation ?? 'none';
    if (info?.membersOnly && !RULING.includes(own)) {
      for (const each of people) connection.send(mediatedInvitation(room, each, ''));
      return;
    }
    if (RULING.includes(own)) {
      const known = new Set((await this.members(room)).map(({ address }) => address));
      const others = people.filter((each) => !known.has(each));
      for (const request of affiliate(room, others, 'member')) await connection.request(request);
    }
    this.#sendInvitations(room, people, text);
  }

  /** What no archive has is here alone. */
  decline(conversation: string, key: string): void {
    const { connection, conversations, database, keeper } = this.#parts;
    const of = conversations.get(conversation);
    const made = of?.timeline.get(key);
    if (!of || !made?.invitation) return;
    const { room, from } = made.invitation;
    if (room === conversation) connection.send(mediatedDecline(room, from));
    if (made.archiveId !== null) return void of.hide(key, true);
    of.forget(key);
    keeper.changed(of);
    void database.dropUnsent(conversation, key);
  }

  async destroy(room: string): Promise<void> {
    await this.#parts.connection.request(destroyRequest(room));
    await this.#bookmarks.remove(room);
  }

  /** Whom one may talk to: a room in their place would end that. */
  #isPerson(address: string): boolean {
    const { contacts, domain } = this.#parts;
    return address.endsWith(`@${domain}`) || contacts.knows(address);
  }

  async #affiliated(room: string, affiliation: Affiliation): Promise<readonly Member[]> {
    const { connection, people } = this.#parts;
    const answer = await connection.request(affiliatedRequest(room, affiliation));
    return parseAffiliated(answer, affiliation).map((each) => {
      people.learn(each.address);
      const { address } = each;
      return {
        ...each,
        get name() {
          return people.names.get(address) ?? nameOf(address);
        },
      };
    });
  }

  /** As a bookmark would do it; whether that has made the room. */
  async #come(room: string, name: string | null): Promise<boolean> {
    const { connection, conversations, rooms } = this.#parts;
    const bookmark = { room, name, autojoin: true, nick: null, password: null };
    if (conversations.get(room)?.joined === 'joined') return false;
    return entered(connection, room, () => rooms.changed(bookmark));
  }

  #inviteAgain(): void {
    const { connection, conversations } = this.#parts;
    const isThere = (each: Element) =>
      conversations.get(each.getAttribute('to') ?? '')?.joined === 'joined';
    const now = this.#lost.filter(isThere);
    this.#lost = this.#lost.filter((each) => !now.includes(each));
    for (const each of now) connection.send(each);
  }

  /** Own messages, which this client shows as another of the own devices would. */
  #sendInvitations(room: string, people: readonly string[], text: string): void {
    const { connection, inbox } = this.#parts;
    for (const each of people) {
      const message = directInvitation(each, room, '', text);
      connection.send(message);
      const copy = message.cloneNode(true) as Element;
      copy.setAttribute('from', connection.jid ?? this.#parts.own);
      inbox.live(copy);
    }
  }
}

/** Readable, and nobody's: letters of the name and some that nobody guesses. */
function localpartOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return [slug, randomId().slice(0, 8)].filter(Boolean).join('-');
}
