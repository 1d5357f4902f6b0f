import type { Conversation } from '../../store/types';
import { words } from '../../words/en';
import { matches } from './texts';

export interface Section {
  /** Null for the first one, which needs no heading. */
  readonly title: string | null;
  readonly conversations: readonly Conversation[];
}

/** The list as it is shown: what was talked about lately, then the rooms and people that remain. */
export function sections(all: readonly Conversation[], query: string): Section[] {
  const found = query.trim() ? all.filter((each) => matches(each.name, query)) : all;
  const lately = found.filter((each) => each.lastActivity > 0 || each.draft);
  const rest = found.filter((each) => !(each.lastActivity > 0 || each.draft));
  return [
    { title: null, conversations: lately },
    { title: words.list.rooms, conversations: rest.filter((each) => each.kind === 'room') },
    { title: words.list.people, conversations: rest.filter((each) => each.kind === 'person') },
  ].filter((section) => section.conversations.length > 0);
}

/** At most so many rows, and no section without one. */
export function limited(all: readonly Section[], limit: number): Section[] {
  let left = limit;
  return all
    .map((section) => {
      const conversations = section.conversations.slice(0, left);
      left -= conversations.length;
      return { ...section, conversations };
    })
    .filter((section) => section.conversations.length > 0);
}
