/** XEP-0317 Hats, version 0.3.1. #protocol: what somebody is in a room, in the room's words. */
import { childOf, childrenOf } from './xml';

const HATS = 'urn:xmpp:hats:0';
const MOST = 10;
const MAX_LENGTH = 60;

export function parseHats(presence: Element): readonly string[] {
  const hats = childOf(presence, 'hats', HATS);
  const titles = hats
    ? childrenOf(hats, 'hat', HATS).map((each) => each.getAttribute('title'))
    : [];
  return titles.flatMap((title) => (title ? [title.slice(0, MAX_LENGTH)] : [])).slice(0, MOST);
}
