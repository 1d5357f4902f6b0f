/** XEP-0425 Moderated Message Retraction, version 0.3.0. #usecase. What rooms say of it: retractions.ts */
import { RETRACTIONS } from './retractions';
import { CLIENT, element } from './xml';

export const MODERATION = 'urn:xmpp:message-moderate:1';

/** Asks a room to take a message back, by the id that the room gave it. */
export function moderate(room: string, id: string, reason: string): Element {
  const why = reason === '' ? null : element('reason', MODERATION, {}, reason);
  const asked = element('moderate', MODERATION, { id }, element('retract', RETRACTIONS), why);
  return element('iq', CLIENT, { type: 'set', to: room }, asked);
}
