import type { StoredConversation } from './conversation.svelte';
import { orderOf } from './entry';
import type { History } from './history';
import type { Conversation } from './types';

/** What a browser shows without getting slow. */
const MOST_MESSAGES = 5000;

/** As `Conversation.reach`. */
export async function reach(
  history: History,
  of: StoredConversation,
  to: Parameters<Conversation['reach']>[0],
): Promise<string | null> {
  const order = 'at' in to ? to.at * 1000 : orderOf(to.id);
  const isHere = () =>
    'id' in to ? of.timeline.named(to.id) !== null : isBeyond(of, to.at * 1000);
  const end = () => isHere() || (order !== null && isBeyond(of, order));
  while (!end() && of.timeline.entries.length < MOST_MESSAGES) {
    await history.loadOlder(of, true);
    if (of.history === 'beginning' || of.history === 'failed') break;
  }
  if ('id' in to) return keyShown(of, to.id);
  if (!end() && of.history !== 'beginning') return null;
  return firstSince(of, to.at);
}

function isBeyond(of: StoredConversation, order: number): boolean {
  return (of.timeline.oldestSent?.order ?? Infinity) <= order;
}

function keyShown(of: StoredConversation, id: string): string | null {
  const key = of.timeline.named(id)?.key;
  return of.messages.find((each) => each.key === key)?.key ?? null;
}

/** Where nothing was said since then, the last that was said before. */
function firstSince(of: StoredConversation, at: number): string | null {
  return (of.messages.find((each) => each.at >= at) ?? of.messages.at(-1))?.key ?? null;
}
