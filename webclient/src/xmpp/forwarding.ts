/** XEP-0297 Stanza Forwarding, version 1.0. #format #security: who forwards is for the caller to check. */
import { parseForwardedTime } from './delay';
import { CLIENT, childOf, childrenOf } from './xml';

const FORWARDING = 'urn:xmpp:forward:0';

export interface Forwarded {
  readonly message: Element;
  /** Ms since 1970, as whoever forwarded it says. */
  readonly at: number | null;
}

/** Null unless exactly one message is forwarded. */
export function parseForwarded(parent: Element): Forwarded | null {
  const forwarded = childOf(parent, 'forwarded', FORWARDING);
  const messages = forwarded ? childrenOf(forwarded, 'message', CLIENT) : [];
  if (!forwarded || !messages[0] || messages.length > 1) return null;
  return { message: messages[0], at: parseForwardedTime(forwarded) };
}
