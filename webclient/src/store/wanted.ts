import type { Wish } from '../xmpp/notification_settings';
import type { StoredConversation } from './conversation.svelte';
import type { Entry } from './entry';
import type { Preferences } from './notice_types';
import type { Parts } from './parts';
import type { Preview } from './types';

export function wishFor(of: StoredConversation, { rooms }: Preferences): Wish {
  if (of.archived) return 'never';
  return of.standing.notify?.wish ?? (of.kind === 'room' ? rooms : 'always');
}

/**
 * The newest that somebody wants to be told of, as `stoa.notable` says it, among what came after a
 * moment (ms) and is unread: mentions, what they follow in threads, and what else they wish.
 */
export async function newestWanted(
  parts: Parts,
  of: StoredConversation,
  wish: Wish,
  after: number,
): Promise<Preview | null> {
  const here = [...of.timeline.since(after * 1000)].filter((each) => of.isUnread(each));
  for (const each of here)
    if (await isWanted(parts, of, wish, each))
      return of.messages.findLast(({ key }) => key === each.key) ?? of.preview;
  if (here.length > 0) return null;
  return wish === 'always' || of.mentions > 0 ? of.preview : null; // the archive alone has it
}

async function isWanted(parts: Parts, of: StoredConversation, wish: Wish, entry: Entry) {
  if (entry.mentioned || entry.thread === null) return entry.mentioned || wish === 'always';
  const { threads } = await parts.acts();
  const asked = () => threads.look(of.address, entry.thread ?? '').catch(() => null);
  const known = threads.about(of.address, entry.thread) ?? (await asked());
  if (wish === 'always') return known?.follows !== false;
  // Between two people, clients name one thread for all that they say.
  return known?.follows ?? (of.kind === 'room' && (known?.followed || takesPart(of, entry.thread)));
}

/** The archive does not know a thread before it has its first answer. */
function takesPart({ timeline }: StoredConversation, thread: string): boolean {
  return timeline.entries.some(
    (each) => each.own && (each.thread === thread || each.archiveId === thread),
  );
}
