/** XEP-0115 Entity Capabilities, version 1.6.0. #advertise #ver-gen */
import { BOOKMARKS } from './bookmarks';
import { CHAT_STATES } from './chat_states';
import { CORRECTIONS } from './corrections';
import { DISCO_INFO, type Identity } from './disco';
import { DISPLAYED } from './displayed';
import { TIME } from './entity_time';
import { DIRECT } from './invitations';
import { MARKERS } from './markers';
import { HIDDEN, MARKS, PREFERENCES, THREADS } from './marks';
import { REFERENCES } from './mentions';
import { PING } from './ping';
import { REACTIONS } from './reactions';
import { RECEIPTS } from './receipts';
import { REPLIES } from './replies';
import { RETRACTIONS } from './retractions';
import { STANZA_IDS } from './stanza_ids';
import { VERSION } from './version';
import { element } from './xml';

const CAPS = 'http://jabber.org/protocol/caps';

export const NODE = 'stoa:webclient';
export const IDENTITY: Identity = { category: 'client', type: 'web', name: 'Stoa' };

/** `+notify`: the server sends this client what changes in that node of the own account. */
export const FEATURES: readonly string[] = [
  CAPS,
  DISCO_INFO,
  CHAT_STATES,
  DIRECT,
  TIME,
  CORRECTIONS,
  MARKERS,
  PING,
  REACTIONS,
  RECEIPTS,
  REFERENCES,
  REPLIES,
  RETRACTIONS,
  STANZA_IDS,
  VERSION,
  `${BOOKMARKS}+notify`,
  `${DISPLAYED}+notify`,
  `${HIDDEN}+notify`,
  `${PREFERENCES}+notify`,
  `${THREADS}+notify`,
  ...Object.values(MARKS).map((node) => `${node}+notify`),
];

/** SHA-1 over the above, which are constant; a test computes it again. */
export const VERIFICATION = 'ljh2fljCBi5A8bT3Cm+f5TJ6df4=';

export function caps(): Element {
  return element('c', CAPS, { hash: 'sha-1', node: NODE, ver: VERIFICATION });
}
