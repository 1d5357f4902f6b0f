/**
 * XEP-0264 Jingle Content Thumbnails, version 0.4.2. #usecase. Only those whose address is the picture:
 * a blurhash as `data:image/blurhash,…`, as other clients write it. Nothing is fetched to show a placeholder.
 */
import { childrenOf, element } from './xml';

const THUMBNAILS = 'urn:xmpp:thumbs:1';
const MEDIA_TYPE = 'image/blurhash';
const PREFIX = `data:${MEDIA_TYPE},`;
/** Its alphabet; the longest has nine by nine components. */
const BLURHASH = /^[\w#$%*+,\-.:;=?@[\]^{|}~]{6,200}$/;

export function parseBlurhash(file: Element): string | null {
  for (const found of childrenOf(file, 'thumbnail', THUMBNAILS)) {
    const uri = found.getAttribute('uri') ?? '';
    const hash = uri.startsWith(PREFIX) ? decoded(uri.slice(PREFIX.length)) : '';
    if (BLURHASH.test(hash)) return hash;
  }
  return null;
}

export function blurhashThumbnail(hash: string): Element {
  const uri = PREFIX + encodeURIComponent(hash);
  return element('thumbnail', THUMBNAILS, { uri, 'media-type': MEDIA_TYPE });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
