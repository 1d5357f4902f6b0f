import { type FileMetadata, safeName } from '../xmpp/file_metadata';
import type { SharedFile } from '../xmpp/file_sharing';
import type { Attachment } from './types';

/** Identifier, whose link it is with the proof of it, name. */
const PATH = /^\/files\/[\da-f-]{36}\/[\w-]+\.[\w-]{22}\/[^/]+$/;

/** For files that come without a word about them; what the server makes of them it says itself. */
const TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  png: 'image/png',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
};

/** What browsers show in its place. */
const SHOWN = /^(image\/(avif|gif|jpeg|png|webp)|video\/(mp4|webm))$/;

/** What a message shares, also where it is only a link of this organisation to a file, and nothing else. */
export function filesOf(shared: readonly SharedFile[], body: string | null): readonly Attachment[] {
  const link = body?.trim() ?? '';
  const bare = shared.length === 0 && isOurs(link);
  const all = bare ? [{ url: link, disposition: null, metadata: null }] : shared;
  return Object.freeze(all.map(attachment));
}

export function isOurs(url: string): boolean {
  const { origin, pathname } = URL.canParse(url) ? new URL(url) : {};
  return origin === location.origin && PATH.test(pathname ?? '');
}

function attachment({ url, disposition, metadata }: SharedFile): Attachment {
  const name = metadata?.name || nameIn(url);
  const mediaType = metadata?.mediaType || typeOf(name);
  const voice = disposition === 'inline' && mediaType.startsWith('audio/');
  const known = metadata ? stated(metadata) : {};
  return Object.freeze({ url, ours: isOurs(url), name, mediaType, ...known, voice });
}

function stated({ name: _, mediaType: __, ...facts }: FileMetadata): Partial<Attachment> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

export function typeOf(name: string): string {
  return TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? '';
}

/** The other way round: what others are told of a file. */
export function sharedFile(of: Attachment): SharedFile {
  const { url, name, mediaType, size, width, height, durationMs, blurhash, sha256, voice } = of;
  const seen = voice || SHOWN.test(mediaType);
  const facts = { size, width, height, durationMs, blurhash, sha256 };
  const known = Object.entries(facts).map(([fact, value]) => [fact, value ?? null]);
  const metadata = { name, mediaType, ...Object.fromEntries(known) } as FileMetadata;
  return { url, disposition: seen ? 'inline' : 'attachment', metadata };
}

function nameIn(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return safeName(decodeURIComponent(last));
  } catch {
    return safeName(last);
  }
}
