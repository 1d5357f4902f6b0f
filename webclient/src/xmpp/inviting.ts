/** What invites somebody, as `invitations.ts` reads it. */
import { randomId } from './ids';
import { DIRECT, MEDIATED } from './invitations';
import { body, chatMessage } from './message';
import { originId } from './stanza_ids';
import { CLIENT, childOf, element } from './xml';

/** `text`: for clients that know of no invitations. */
export function directInvitation(to: string, room: string, reason: string, text: string): Element {
  const id = randomId();
  const invitation = element('x', DIRECT, { jid: room, reason: reason || null });
  return chatMessage(to, id, body(text), invitation, originId(id));
}

/** The room hands it on, and makes members of whom it invites where only members may enter. */
export function mediatedInvitation(room: string, to: string, reason: string): Element {
  const why = reason ? element('reason', MEDIATED, {}, reason) : null;
  const invite = element('invite', MEDIATED, { to }, why);
  return element(
    'message',
    CLIENT,
    { to: room, id: randomId() },
    element('x', MEDIATED, {}, invite),
  );
}

/** Whether it is one that a room is to hand on. */
export function isMediated(message: Element): boolean {
  const users = childOf(message, 'x', MEDIATED);
  return users !== null && childOf(users, 'invite', MEDIATED) !== null;
}

/** XEP-0045 #invite-decline: of an invitation that came through the room. */
export function mediatedDecline(room: string, to: string): Element {
  const decline = element('decline', MEDIATED, { to });
  return element(
    'message',
    CLIENT,
    { to: room, id: randomId() },
    element('x', MEDIATED, {}, decline),
  );
}
