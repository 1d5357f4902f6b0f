/** XEP-0352 Client State Indication, version 1.0.0. #usecases: no stanzas, and not counted as such. */
import { element } from './xml';

const CLIENT_STATE = 'urn:xmpp:csi:0';

/** Whether somebody looks at this client. */
export function clientState(active: boolean): Element {
  return element(active ? 'active' : 'inactive', CLIENT_STATE);
}
