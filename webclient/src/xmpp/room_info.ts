/** XEP-0045 Multi-User Chat, version 1.35.5. #disco-rooms #disco-roominfo, by XEP-0030 version 2.5.0. */
import { DISCO_INFO } from './disco';
import { parseFormIn } from './form_fields';
import { bareOf } from './jid';
import { parseResultSet, resultSet } from './result_sets';
import { CLIENT, childOf, childrenOf, element, wholeNumber } from './xml';

const DISCO_ITEMS = 'http://jabber.org/protocol/disco#items';
const ROOM_INFO = 'http://jabber.org/protocol/muc#roominfo';
const MAX_LENGTH = 4096;

/** What a room says of itself to everybody. */
export interface RoomInfo {
  readonly name: string;
  readonly description: string;
  readonly membersOnly: boolean;
  readonly listed: boolean;
  readonly anyoneSetsSubject: boolean;
  readonly membersInvite: boolean;
  readonly occupants: number | null;
}

export interface ListedRoom {
  readonly address: string;
  readonly name: string;
  /** Null where the list does not say. */
  readonly occupants: number | null;
}

export interface RoomPage {
  readonly rooms: readonly ListedRoom[];
  /** The last item, after which there may be more: rooms that are hidden are counted too. */
  readonly last: string | null;
}

export function roomInfoRequest(room: string): Element {
  return element('iq', CLIENT, { type: 'get', to: room }, element('query', DISCO_INFO));
}

/** Null for what is no room. */
export function parseRoomInfo(answer: Element): RoomInfo | null {
  const query = childOf(answer, 'query', DISCO_INFO);
  const identity = query && childOf(query, 'identity', DISCO_INFO);
  if (!query || identity?.getAttribute('category') !== 'conference') return null;
  const features = childrenOf(query, 'feature', DISCO_INFO).map((each) => each.getAttribute('var'));
  const fields = parseFormIn(query, ROOM_INFO);
  const text = (field: string) => (fields?.get(field)?.[0] ?? '').slice(0, MAX_LENGTH);
  const flag = (field: string) => ['1', 'true'].includes(text(field));
  return Object.freeze({
    name: text('muc#roomconfig_roomname') || (identity.getAttribute('name') ?? ''),
    description: text('muc#roominfo_description'),
    membersOnly: features.includes('muc_membersonly'),
    listed: features.includes('muc_public'),
    anyoneSetsSubject: flag('muc#roomconfig_changesubject') || flag('muc#roominfo_subjectmod'),
    membersInvite: flag('muc#roomconfig_allowinvites'),
    occupants: wholeNumber(text('muc#roominfo_occupants')),
  });
}

export function roomsRequest(service: string, max: number, after: string | null): Element {
  const page = resultSet(after === null ? { max } : { max, after });
  const query = element('query', DISCO_ITEMS, {}, page);
  return element('iq', CLIENT, { type: 'get', to: service }, query);
}

export function parseRooms(answer: Element): RoomPage {
  const query = childOf(answer, 'query', DISCO_ITEMS);
  const items = query ? childrenOf(query, 'item', DISCO_ITEMS) : [];
  const set = query && parseResultSet(query);
  return Object.freeze({
    rooms: items.flatMap((item) => parseRoom(item) ?? []),
    last:
      set && items.length > 0 && (set.index ?? 0) + items.length < (set.count ?? 0)
        ? set.last
        : null,
  });
}

/** This server adds to a name how many are there: “Chess (2)”, or “Chess (private, 2)”. */
function parseRoom(item: Element): ListedRoom | null {
  const address = bareOf(item.getAttribute('jid'));
  if (!address?.includes('@')) return null;
  const said = (item.getAttribute('name') ?? '').slice(0, MAX_LENGTH);
  const [, name, count] = /^(.*?) ?\((?:[a-z]+, )*(\d{1,10})\)$/s.exec(said) ?? [];
  return Object.freeze({
    address,
    name: (name ?? said) || (address.split('@')[0] ?? address),
    occupants: wholeNumber(count),
  });
}
