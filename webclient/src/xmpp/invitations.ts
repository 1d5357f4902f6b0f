/**
 * XEP-0249 Direct MUC Invitations, version 1.2. #howitworks
 * XEP-0045 Multi-User Chat, version 1.35.5. #invite-mediated
 */
import { bareOf, type Jid, parseJid } from './jid';
import { childOf, textOf } from './xml';

export const DIRECT = 'jabber:x:conference';
export const MEDIATED = 'http://jabber.org/protocol/muc#user';
const MAX_REASON_LENGTH = 1000;

export interface Invitation {
  /** Bare JID. */
  readonly room: string;
  /** Bare JID: the sender of a direct one; of one through a room, whom the room names. */
  readonly from: string;
  readonly reason: string;
}

/** Rooms alone, not who is inside, name somebody else: people are at `own`'s domain, rooms not. */
export function parseInvitation(message: Element, from: Jid, own: string): Invitation | null {
  const users = childOf(message, 'x', MEDIATED);
  const invite = users && childOf(users, 'invite', MEDIATED);
  const direct = childOf(message, 'x', DIRECT);
  const room = invite ? from : parseJid(direct?.getAttribute('jid'));
  const inviter = invite ? bareOf(invite.getAttribute('from')) : from.bare;
  if (!room?.local || room.domain === parseJid(own)?.domain || !inviter) return null;
  if (invite && from.resource) return null;
  const reason = invite ? textOf(invite, 'reason', MEDIATED) : direct?.getAttribute('reason');
  return Object.freeze({
    room: room.bare,
    from: inviter,
    reason: (reason ?? '').slice(0, MAX_REASON_LENGTH),
  });
}
