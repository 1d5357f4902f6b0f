import type { Connection } from '../xmpp/connection';
import { parsePresence } from '../xmpp/presence';
import { parseOccupant } from '../xmpp/rooms';

const ANSWER_WITHIN_MS = 20_000;
/** The room of this name did not exist (XEP-0045 #createroom). */
const CREATED = 201;

/**
 * Does what enters a room, and waits for its answer: whether it was made by that. Rejects with the
 * room's words; another nick is tried by whoever entered.
 */
export function entered(connection: Connection, room: string, enter: () => void): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const over = (act: () => void) => {
      clearTimeout(timer);
      dispose();
      act();
    };
    const timer = setTimeout(
      () => over(() => reject(new Error('remote-server-timeout'))),
      ANSWER_WITHIN_MS,
    );
    const dispose = connection.onStanza('presence', (stanza) => {
      const presence = parsePresence(stanza);
      if (presence?.from.bare !== room) return;
      const occupant = parseOccupant(stanza);
      if (occupant?.own) over(() => resolve(occupant.codes.has(CREATED)));
      const { error } = presence;
      if (error && error.condition !== 'conflict')
        over(() => reject(new Error(error.text ?? error.condition)));
    });
    enter();
  });
}
