/**
 * XEP-0045 Multi-User Chat, version 1.35.5. #createroom-reserved #roomconfig
 * The history of a room is schemas/xmpp/extensions/membership.xsd
 */
import { isTrue, parseFormIn, submission } from './form_fields';
import { CLIENT, childOf, element } from './xml';

const OWNER = 'http://jabber.org/protocol/muc#owner';
const CONFIG = 'http://jabber.org/protocol/muc#roomconfig';
const HISTORY = '{urn:stoa:history:1}history';
const MAX_LENGTH = 4096;

/** What the owners of a room decide. */
export interface RoomConfig {
  readonly name: string;
  readonly description: string;
  /** Only members may enter; else everybody of the organisation. */
  readonly membersOnly: boolean;
  /** It is in the list of rooms. */
  readonly listed: boolean;
  /** Not only moderators may change the subject. */
  readonly anyoneSetsSubject: boolean;
  /** Members may invite others, not only administrators. */
  readonly membersInvite: boolean;
  /** What somebody who comes later may read; null where the server does not let one choose. */
  readonly history: 'all' | 'since-joining' | null;
}

type Flag = 'membersOnly' | 'listed' | 'anyoneSetsSubject' | 'membersInvite';

const TEXTS = { name: 'roomname', description: 'roomdesc' } as const;
const FLAGS: Readonly<Record<Flag, string>> = {
  membersOnly: 'membersonly',
  listed: 'publicroom',
  anyoneSetsSubject: 'changesubject',
  membersInvite: 'allowinvites',
};

/** Answered to owners. */
export function configRequest(room: string): Element {
  return element('iq', CLIENT, { type: 'get', to: room }, element('query', OWNER));
}

/** Null for what is no form of a room. */
export function parseConfig(answer: Element): RoomConfig | null {
  const query = childOf(answer, 'query', OWNER);
  const fields = query && parseFormIn(query, CONFIG);
  if (!fields) return null;
  const text = (name: keyof typeof TEXTS) =>
    (fields.get(`muc#roomconfig_${TEXTS[name]}`)?.[0] ?? '').slice(0, MAX_LENGTH);
  const flag = (name: Flag) => isTrue(fields.get(`muc#roomconfig_${FLAGS[name]}`));
  const [history] = fields.get(HISTORY) ?? [];
  return Object.freeze({
    name: text('name'),
    description: text('description'),
    membersOnly: flag('membersOnly'),
    listed: flag('listed'),
    anyoneSetsSubject: flag('anyoneSetsSubject'),
    membersInvite: flag('membersInvite'),
    history: history === 'all' || history === 'since-joining' ? history : null,
  });
}

/** What is left out stays as it is (#roomconfig). */
export function configSubmission(room: string, changes: Partial<RoomConfig>): Element {
  const fields = new Map<string, string>();
  for (const [name, field] of Object.entries(TEXTS)) {
    const value = changes[name as keyof typeof TEXTS];
    if (value !== undefined) fields.set(`muc#roomconfig_${field}`, value);
  }
  for (const [name, field] of Object.entries(FLAGS)) {
    const value = changes[name as Flag];
    if (value !== undefined) fields.set(`muc#roomconfig_${field}`, value ? '1' : '0');
  }
  if (changes.history) fields.set(HISTORY, changes.history);
  return owner(room, submission(CONFIG, fields));
}

/** As it stands, unlocked (#createroom-instant), or taken back before anybody knew of it (#createroom-reserved). */
export function destroyRequest(room: string, reason = ''): Element {
  const why = reason ? element('reason', OWNER, {}, reason) : null;
  return owner(room, element('destroy', OWNER, {}, why));
}

function owner(room: string, payload: Element): Element {
  return element('iq', CLIENT, { type: 'set', to: room }, element('query', OWNER, {}, payload));
}
