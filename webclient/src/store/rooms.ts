import type { Bookmark } from '../xmpp/bookmarks';
import { type Connection, RequestRefused } from '../xmpp/connection';
import { parseJid, withResource } from '../xmpp/jid';
import { selfPing } from '../xmpp/ping';
import { parsePresence } from '../xmpp/presence';
import { joinRoom, leaveRoom, type OccupantPresence, parseOccupant, Status } from '../xmpp/rooms';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';

const MOST_NICKS = 5;
const AGAIN_AFTER_MS = 10_000;
const TEMPORARY = ['resource-constraint', 'remote-server-timeout', 'internal-server-error'];

/** Room events that others follow. */
export interface RoomListeners {
  /** This client is inside, and has been told who else is. */
  joined(of: StoredConversation): void;
  left(of: StoredConversation): void;
  /** It is none of ours any more, and stays in view only while something is unsent there. */
  forgotten(room: string): void;
  occupant(occupant: OccupantPresence): void;
}

/** The rooms of the bookmarks: entered, left, entered again (XEP-0045, XEP-0402). */
export class Rooms {
  readonly #connection: Connection;
  readonly #conversations: Conversations;
  readonly #name: string;
  readonly #listeners: RoomListeners;
  readonly #bookmarks = new Map<string, Bookmark>();
  /** Nicks by room, and how many were taken. */
  readonly #nicks = new Map<string, { nick: string; taken: number }>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    connection: Connection,
    conversations: Conversations,
    name: string,
    listeners: RoomListeners,
  ) {
    this.#connection = connection;
    this.#conversations = conversations;
    this.#name = name;
    this.#listeners = listeners;
  }

  /** All bookmarks, `inside`: the stream is the one of before, with what it was told of rooms. */
  bookmarked(bookmarks: readonly Bookmark[], inside: boolean): void {
    const rooms = new Set(bookmarks.flatMap((each) => (each.autojoin ? each.room : [])));
    for (const { address, kind } of [...this.#conversations.all()])
      if (kind === 'room' && !rooms.has(address)) this.forget(address);
    for (const each of bookmarks) this.#bookmark(each, inside);
  }

  /** One of them is new or has changed. */
  changed(bookmark: Bookmark): void {
    this.#bookmark(bookmark, false);
  }

  forget(room: string): void {
    const of = this.#conversations.get(room);
    const nick = this.#nicks.get(room)?.nick;
    const leave = nick === undefined ? null : leaveRoom(room, nick);
    if (leave && of?.joined !== 'refused') this.#connection.send(leave);
    this.#bookmarks.delete(room);
    this.#nicks.delete(room);
    if (of?.kind !== 'room') return;
    if (of.hasUnsent || of.draft) of.leave();
    else this.#conversations.end(room);
    this.#listeners.forgotten(room);
  }

  /** The stream is a new one: whoever was inside is not any more. */
  leftAll(): void {
    for (const of of this.#conversations.all()) {
      if (of.kind !== 'room') continue;
      of.room.clear();
      of.joined = 'joining';
      this.#listeners.left(of);
    }
  }

  /** True when it was a room's. */
  presence(stanza: Element): boolean {
    const occupant = parseOccupant(stanza);
    if (occupant) return this.#occupant(occupant);
    const presence = parsePresence(stanza);
    const of = presence && this.#conversations.get(presence.from.bare);
    if (presence?.type !== 'error' || of?.kind !== 'room') return of?.kind === 'room';
    this.#refused(of, presence.error?.condition ?? '', presence.error?.text ?? null);
    return true;
  }

  /** After a silence: are we still inside (XEP-0410 v1.1.0 #performingselfping)? */
  async check(): Promise<void> {
    const inside = [...this.#conversations.all()].filter((of) => of.joined === 'joined');
    await Promise.all(inside.map((of) => this.#check(of)));
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #bookmark(bookmark: Bookmark, inside: boolean): void {
    const { room, autojoin } = bookmark;
    if (parseJid(room)?.domain === parseJid(this.#connection.jid)?.domain) return; // where people are
    if (!autojoin) return void (this.#bookmarks.has(room) && this.forget(room));
    const known = this.#bookmarks.has(room);
    this.#bookmarks.set(room, bookmark);
    if (this.#conversations.get(room)?.kind === 'person') this.#conversations.end(room);
    const of = this.#conversations.with(room, 'room');
    if (bookmark.name) of.name = bookmark.name;
    const entered = of.joined === 'joined' && (known || inside);
    if (!entered && this.#connection.state.kind === 'online') this.#join(of, 0);
  }

  #join(of: StoredConversation, taken: number): void {
    const bookmark = this.#bookmarks.get(of.address);
    const wanted = safeNick(of.address, bookmark?.nick ?? this.#name);
    const nick = taken === 0 ? wanted : `${wanted} (${taken + 1})`;
    const presence = joinRoom(of.address, nick, bookmark?.password ?? null);
    this.#nicks.set(of.address, { nick, taken });
    of.room.clear();
    of.joined = 'joining';
    of.refusal = null;
    if (presence) this.#connection.send(presence);
  }

  #occupant(occupant: OccupantPresence): boolean {
    const of = this.#conversations.get(occupant.room);
    if (of?.kind !== 'room') return false;
    if (of.isLeft) return true;
    if (occupant.presence.type === 'unavailable') this.#gone(of, occupant);
    else this.#there(of, occupant);
    return true;
  }

  #there(of: StoredConversation, occupant: OccupantPresence): void {
    const own = occupant.own || occupant.nick === this.#nicks.get(of.address)?.nick;
    of.room.set({ ...occupant, own }); // of another of our clients the room does not say so
    this.#listeners.occupant(occupant);
    if (!occupant.own) return;
    this.#nicks.set(of.address, { nick: occupant.nick, taken: 0 });
    if (of.joined === 'joined') return;
    of.joined = 'joined';
    of.refusal = null;
    this.#listeners.joined(of);
  }

  #gone(of: StoredConversation, { nick, own, newNick, codes, reason }: OccupantPresence): void {
    of.room.delete(nick);
    if (!own || newNick !== null) return;
    of.room.clear();
    of.joined = 'refused';
    of.refusal = reason ?? putOut(codes);
    this.#listeners.left(of);
    if (codes.has(Status.shutDown) || codes.has(Status.technicalError)) this.#again(of);
  }

  #refused(of: StoredConversation, condition: string, text: string | null): void {
    if (of.joined === 'joined' || of.isLeft) return; // about something else that was sent there
    const { taken } = this.#nicks.get(of.address) ?? { taken: 0 };
    of.joined = 'refused';
    of.refusal = text ?? condition;
    if (condition === 'conflict' && taken < MOST_NICKS) this.#join(of, taken + 1);
    if (TEMPORARY.includes(condition)) this.#again(of);
  }

  #again(of: StoredConversation): void {
    clearTimeout(this.#timers.get(of.address));
    of.joined = 'joining';
    const join = () => {
      if (this.#connection.state.kind === 'online' && of.joined === 'joining') this.#join(of, 0);
    };
    this.#timers.set(of.address, setTimeout(join, AGAIN_AFTER_MS));
  }

  async #check(of: StoredConversation): Promise<void> {
    const nick = this.#nicks.get(of.address)?.nick;
    const ping = nick === undefined ? null : selfPing(of.address, nick);
    if (!ping) return;
    try {
      await this.#connection.request(ping);
    } catch (error) {
      if (error instanceof RequestRefused && isOutside(error.error.condition)) this.#join(of, 0);
    }
  }
}

/** XEP-0410: other errors come from the client that was pinged, or say nothing. */
function isOutside(condition: string): boolean {
  return condition === 'not-acceptable';
}

/** What a room says by numbers only, by the name the standard has for it. */
function putOut(codes: ReadonlySet<number>): string {
  if (codes.has(Status.banned)) return 'banned';
  if (codes.has(Status.kicked)) return 'kicked';
  return codes.has(Status.affiliationLost) ? 'affiliation-lost' : 'members-only';
}

/** A name that rooms take: what is no text or would be cut is left out. */
export function safeNick(room: string, name: string): string {
  const plain = name
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, 60)
    .trim();
  return withResource(room, plain) === null ? 'guest' : plain;
}
