/**
 * XEP-0446 File metadata element, version 0.2.0. #format
 * XEP-0300 Use of Cryptographic Hash Functions in XMPP, version 1.0.0. #format
 */
import { blurhashThumbnail, parseBlurhash } from './thumbnails';
import { childrenOf, element, textOf, wholeNumber } from './xml';

const FILE_METADATA = 'urn:xmpp:file:metadata:0';
const HASHES = 'urn:xmpp:hashes:2';
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}$/;
const SHA_256 = /^[A-Za-z0-9+/]{43}=$/;
const LONGEST_NAME = 255;
/** No picture that a browser shows is larger, and no place is kept for one that is. */
const MOST_PIXELS = 65_535;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a name is no path, and shows in its own order.
const NOT_IN_NAMES = /[\u0000-\u001f\u007f-\u009f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export interface FileMetadata {
  /** '' where there is none; neither path nor signs that turn around what is shown. */
  readonly name: string;
  /** As `image/png`, lower case; '' where there is none. Its sender says so. */
  readonly mediaType: string;
  readonly size: number | null;
  /** Both or none. */
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  readonly blurhash: string | null;
  /** Of the whole file, as base64. */
  readonly sha256: string | null;
}

export function parseFileMetadata(file: Element): FileMetadata {
  const text = (name: string) => textOf(file, name, FILE_METADATA)?.trim() ?? '';
  const number = (name: string) => wholeNumber(text(name));
  const [width, height] = [pixels(number('width')), pixels(number('height'))];
  return {
    name: safeName(text('name')),
    mediaType: safeType(text('media-type')),
    size: number('size'),
    width: height && width,
    height: width && height,
    durationMs: number('length'),
    blurhash: parseBlurhash(file),
    sha256: parseSha256(file),
  };
}

export function fileMetadata(of: FileMetadata): Element {
  const { blurhash, sha256 } = of;
  const named = {
    'media-type': of.mediaType || null,
    name: of.name || null,
    size: of.size,
    width: of.width,
    height: of.height,
    length: of.durationMs,
  };
  const known = Object.entries(named).flatMap(([name, value]) =>
    value === null ? [] : [element(name, FILE_METADATA, {}, String(value))],
  );
  const hash = sha256 === null ? null : element('hash', HASHES, { algo: 'sha-256' }, sha256);
  const thumbnail = blurhash === null ? null : blurhashThumbnail(blurhash);
  return element('file', FILE_METADATA, {}, ...known, hash, thumbnail);
}

function parseSha256(file: Element): string | null {
  const found = childrenOf(file, 'hash', HASHES).find(
    (each) => each.getAttribute('algo') === 'sha-256',
  );
  const text = found?.textContent?.trim() ?? '';
  return SHA_256.test(text) ? text : null;
}

export function safeName(text: string): string {
  const name = text.replace(NOT_IN_NAMES, '').trim();
  return /^\.*$/.test(name) ? '' : [...name].slice(0, LONGEST_NAME).join('');
}

function safeType(text: string): string {
  return MEDIA_TYPE.test(text) ? text.toLowerCase() : '';
}

function pixels(count: number | null): number | null {
  return count !== null && count > 0 && count <= MOST_PIXELS ? count : null;
}
