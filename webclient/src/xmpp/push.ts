/** XEP-0357 Push Notifications, version 0.4.1. #enabling #disabling */
import { submittedForm } from './data_forms';
import { CLIENT, element } from './xml';

const PUSH = 'urn:xmpp:push:0';
const OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options';

/** Where the server publishes for a client that is away, and what proves that it may. */
export interface PushNode {
  readonly jid: string;
  readonly node: string;
  readonly secret: string;
}

/** Of this session: every new one has to say it again. */
export function enablePush({ jid, node, secret }: PushNode): Element {
  const options = submittedForm(OPTIONS, { secret });
  return element('iq', CLIENT, { type: 'set' }, element('enable', PUSH, { jid, node }, options));
}

export function disablePush({ jid, node }: Pick<PushNode, 'jid' | 'node'>): Element {
  return element('iq', CLIENT, { type: 'set' }, element('disable', PUSH, { jid, node }));
}
