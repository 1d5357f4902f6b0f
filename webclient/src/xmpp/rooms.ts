/**
 * XEP-0045 Multi-User Chat, version 1.35.5. #enter #exit #changenick #kick #subject-mod
 *
 * Several clients of one person are in a room under one nick: the room shows one occupant, and that
 * one leaves when the last client does.
 */
import { caps } from './caps';
import { parseHats } from './hats';
import { bareOf, withResource } from './jid';
import { parseOccupantId } from './occupant_ids';
import { type Presence, parsePresence } from './presence';
import { CLIENT, childOf, childrenOf, element, idOf, textOf, wholeNumber } from './xml';

const ROOMS = 'http://jabber.org/protocol/muc';
const ROOM_USERS = `${ROOMS}#user`;
const MAX_REASON_LENGTH = 1000;

/** #registrar-statuscodes; those a client acts upon. */
export const Status = {
  ownPresence: 110,
  banned: 301,
  newNick: 303,
  kicked: 307,
  affiliationLost: 321,
  shutDown: 332,
  technicalError: 333,
} as const;

export type Role = 'moderator' | 'participant' | 'visitor' | 'none';
export type Affiliation = 'owner' | 'admin' | 'member' | 'outcast' | 'none';

export interface OccupantPresence {
  /** Bare JID. */
  readonly room: string;
  readonly nick: string;
  readonly presence: Presence;
  /** Bare JID of the person, where the room shows it. */
  readonly address: string | null;
  readonly occupantId: string | null;
  readonly role: Role;
  readonly affiliation: Affiliation;
  /** XEP-0317. */
  readonly hats: readonly string[];
  readonly codes: ReadonlySet<number>;
  /** The own one, in whatever client of ours. */
  readonly own: boolean;
  /** With code 303: the nick from now on. */
  readonly newNick: string | null;
  readonly reason: string | null;
  /** The room is gone (#destroyroom). */
  readonly destroyed: boolean;
}

const ROLES: readonly string[] = ['moderator', 'participant', 'visitor'];
const AFFILIATIONS: readonly string[] = ['owner', 'admin', 'member', 'outcast'];

/** Null for presence that no room has made; a refused entry is a presence of type error. */
export function parseOccupant(stanza: Element): OccupantPresence | null {
  const presence = parsePresence(stanza);
  const x = childOf(stanza, 'x', ROOM_USERS);
  if (!presence || !x || !presence.from.resource || presence.type === 'error') return null;
  const item = childOf(x, 'item', ROOM_USERS);
  const codes = statusCodes(x);
  return Object.freeze({
    room: presence.from.bare,
    nick: presence.from.resource,
    presence,
    address: bareOf(item?.getAttribute('jid')),
    occupantId: parseOccupantId(stanza),
    role: oneOf(ROLES, item?.getAttribute('role')) as Role,
    affiliation: oneOf(AFFILIATIONS, item?.getAttribute('affiliation')) as Affiliation,
    hats: parseHats(stanza),
    codes,
    own: codes.has(Status.ownPresence),
    newNick: (item && codes.has(Status.newNick) && idOf(item, 'nick')) || null,
    reason: reason(x, item),
    destroyed: childOf(x, 'destroy', ROOM_USERS) !== null,
  });
}

/** Bare JID that the room or its archive adds to an occupant's message, where it does. */
export function parseRealAddress(message: Element): string | null {
  const x = childOf(message, 'x', ROOM_USERS);
  const item = x && childOf(x, 'item', ROOM_USERS);
  return item ? bareOf(item.getAttribute('jid')) : null;
}

function statusCodes(x: Element): ReadonlySet<number> {
  const codes = childrenOf(x, 'status', ROOM_USERS).map((s) => wholeNumber(s.getAttribute('code')));
  return new Set(codes.filter((code) => code !== null));
}

function oneOf(known: readonly string[], value: string | null | undefined): string {
  return known.find((each) => each === value) ?? 'none';
}

function reason(x: Element, item: Element | null): string | null {
  const holder = childOf(x, 'destroy', ROOM_USERS) ?? item;
  const text = holder && textOf(holder, 'reason', ROOM_USERS);
  return text ? text.slice(0, MAX_REASON_LENGTH) : null;
}

/** Asks for no history: the archive has it, with its ids. Null when the nick cannot be one. */
export function joinRoom(room: string, nick: string, password: string | null): Element | null {
  const to = withResource(room, nick);
  const history = element('history', ROOMS, { maxstanzas: 0 });
  const secret = password === null ? null : element('password', ROOMS, {}, password);
  const wish = element('x', ROOMS, {}, history, secret);
  return to === null ? null : element('presence', CLIENT, { to }, wish, caps());
}

export function leaveRoom(room: string, nick: string): Element | null {
  const to = withResource(room, nick);
  return to === null ? null : element('presence', CLIENT, { to, type: 'unavailable' });
}
