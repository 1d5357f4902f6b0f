/** XEP-0153 vCard-Based Avatars, version 1.1.1. #publish #bizrules-presence */
import { childOf, textOf } from './xml';

const UPDATES = 'vcard-temp:x:update';

/** SHA-1 of the picture in hex; '' for no picture; null when the presence says nothing about it. */
export function parsePhotoHash(presence: Element): string | null {
  const update = childOf(presence, 'x', UPDATES);
  const hash = update && textOf(update, 'photo', UPDATES)?.trim().toLowerCase();
  return hash === '' || (hash && /^[0-9a-f]{40}$/.test(hash)) ? hash : null;
}
