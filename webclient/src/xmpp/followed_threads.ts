/**
 * Threads that somebody follows, and how far they have read in them: items of an own node, as XEP-0490
 * version 1.0.1 #publish. schemas/xmpp/extensions/threads.xsd
 */
import { bareOf } from './jid';
import { THREADS } from './marks';
import { type Item, publishPrivately } from './pep';
import { element, idOf, is } from './xml';

export interface FollowedThread {
  /** Bare JID of the person or room. */
  readonly conversation: string;
  /** XEP-0201. */
  readonly thread: string;
  /** Null: nothing is said, and who takes part follows. */
  readonly follows: boolean | null;
  /** Stanza id of the last message that was read there; null where nothing is said. */
  readonly readTo: string | null;
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

export function parseFollowedThread(item: Item): FollowedThread | null {
  const at = item.id.indexOf(' ');
  const conversation = bareOf(item.id.slice(0, Math.max(at, 0)));
  const thread = item.id.slice(at + 1);
  if (!conversation || !thread || !is(item.payload, 'thread', THREADS)) return null;
  const follows = BOOLEANS[item.payload.getAttribute('follows') ?? ''] ?? null;
  return Object.freeze({ conversation, thread, follows, readTo: idOf(item.payload, 'read-to') });
}

export function publishFollowedThread(about: FollowedThread): Element {
  const { conversation, thread, follows, readTo } = about;
  const payload = element('thread', THREADS, {
    follows: follows === null ? null : String(follows),
    'read-to': readTo,
  });
  return publishPrivately(THREADS, `${conversation} ${thread}`, payload);
}
