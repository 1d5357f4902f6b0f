/** What is pinned in a conversation: ours, schemas/xmpp/extensions/pins.xsd. */
import { fallbackFor, parseFallbacks } from './fallback';
import { childOf, element, idOf } from './xml';

const PINS = 'urn:stoa:pins:1';

export interface Pin {
  /** In rooms the room's stanza id, else the origin id or `id` attribute of what is pinned. */
  readonly id: string;
  /** Not any more. */
  readonly on: boolean;
}

/** Null also for what says something besides. */
export function parsePin(message: Element): Pin | null {
  const found = childOf(message, 'pin', PINS);
  const id = found && idOf(found);
  const alone = parseFallbacks(message).some((each) => each.for === PINS && !each.range);
  return id && alone ? { id, on: /^(?:true|1)$/.test(found.getAttribute('on') ?? '') } : null;
}

/** Beside a body that says so to those who do not know this. */
export function pinned({ id, on }: Pin): Element[] {
  return [element('pin', PINS, { id, on: String(on) }), fallbackFor(PINS)];
}
