/**
 * XEP-0424 Message Retraction, version 0.4.2. #retract
 * XEP-0425 Moderated Message Retraction, version 0.3.0. #moderate
 * Received, not sent.
 */
import { childOf, idOf } from './xml';

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
  const reason = childOf(found, 'reason', RETRACTIONS)?.textContent;
  return Object.freeze({
    id,
    moderated,
    reason: reason ? reason.slice(0, MAX_REASON_LENGTH) : null,
  });
}

function fromRoomItself(message: Element): boolean {
  const from = message.getAttribute('from') ?? '';
  return message.getAttribute('type') === 'groupchat' && from !== '' && !from.includes('/');
}
