import type { Conversation, Message } from '../../../store/types';
import type { Pins } from './pins.svelte';

const known = new WeakMap<Conversation, Pins>();

/** What the conversation that is open has pinned. */
export function know(conversation: Conversation, pins: Pins): void {
  known.set(conversation, pins);
}

export function isPinned(conversation: Conversation, { archiveId, key }: Message): boolean {
  const all = known.get(conversation)?.shown ?? [];
  return all.some((each) => each.key === key || each.id === archiveId);
}
