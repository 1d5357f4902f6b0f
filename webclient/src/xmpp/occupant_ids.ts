/** XEP-0421 Occupant identifiers for semi-anonymous MUCs, version 1.0.1. #usecases #security */
import { childrenOf, idOf } from './xml';

const OCCUPANT_IDS = 'urn:xmpp:occupant-id:0';

/** Who an occupant is, whatever the nick. A room that supports this removes what clients write. */
export function parseOccupantId(stanza: Element): string | null {
  const found = childrenOf(stanza, 'occupant-id', OCCUPANT_IDS);
  return found[0] && found.length === 1 ? idOf(found[0]) : null;
}
