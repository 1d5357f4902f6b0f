/**
 * XEP-0424 Message Retraction, version 0.4.2. #retract
 * XEP-0425 Moderated Message Retraction, version 0.3.0. #usecase-success
 */
import { childOf, element, idOf } from './xml';

export const RETRACTIONS = 'urn:xmpp:message-retract:1';
const MODERATION = 'urn:xmpp:message-moderate:1';
const MAX_REASON_LENGTH = 1000;

export interface Retraction {
  /** In rooms the room's stanza id, else the origin id or `id` attribute of what is taken back. */
  readonly id: string;
  /** A moderator has removed it: true only where the room itself says so. */
  readonly moderated: boolean;
  readonly reason: string | null;
}

/** Null also for a moderation that anybody but a room pretends. */
export function parseRetraction(message: Element): Retraction | null {
  const found = childOf(message, 'retract', RETRACTIONS);
  const id = found && idOf(found);
  if (!id) return null;
  const moderated = childOf(found, 'moderated', MODERATION) !== null;
  if (moderated && !fromRoomItself(message)) return null;
  // WORKAROUND: ejabberd 26.07 gives the reason the other namespace than the examples of 0425.
  const why = childOf(found, 'reason', RETRACTIONS) ?? childOf(found, 'reason', MODERATION);
  const reason = why?.textContent;
  return Object.freeze({
    id,
    moderated,
    reason: reason ? reason.slice(0, MAX_REASON_LENGTH) : null,
  });
}

/** In rooms the room's stanza id, else the `id` attribute of the message that is taken back. */
export function retract(id: string): Element {
  return element('retract', RETRACTIONS, { id });
}

function fromRoomItself(message: Element): boolean {
  const from = message.getAttribute('from') ?? '';
  return message.getAttribute('type') === 'groupchat' && from !== '' && !from.includes('/');
}
