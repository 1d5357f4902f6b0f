/** XEP-0045 Multi-User Chat, version 1.35.5. #roomconfig-notify */
import { parseJid } from './jid';
import { childOf, childrenOf } from './xml';

const USERS = 'http://jabber.org/protocol/muc#user';
const CHANGED = '104';

/** Whether a room itself, and none of its occupants, says that it is set otherwise now. */
export function changedConfig(message: Element): boolean {
  const room = parseJid(message.getAttribute('from'))?.resource === '';
  const said = room && message.getAttribute('type') === 'groupchat';
  const x = said ? childOf(message, 'x', USERS) : null;
  return (
    !!x && childrenOf(x, 'status', USERS).some((each) => each.getAttribute('code') === CHANGED)
  );
}
