import type { Conversation } from '../../store/types';
import { words } from '../../words/page';
import { matches } from './texts';

export const FILTERS = ['all', 'unread', 'mentions', 'groups'] as const;

export type Filter = (typeof FILTERS)[number] | 'archived';

export interface Wanted {
  /** Finds by name, whatever the filter. */
  readonly query: string;
  readonly filter: Filter;
  /** Whether those in which something was said are all here; the others come after them. */
  readonly whole: boolean;
  /** Stays in view while it is being read. */
  readonly open: string | null;
}

export interface Section {
  /** Null for the first one, which needs no heading. */
  readonly title: string | null;
  readonly conversations: readonly Conversation[];
}

/** The list as it is shown: what was talked about lately, then the rooms and people that remain. */
export function sections(all: readonly Conversation[], wanted: Wanted): Section[] {
  const found = all.filter((each) => suits(each, wanted));
  const lately = found.filter(isActive);
  const rest = wanted.whole || wanted.query.trim() ? found.filter((each) => !isActive(each)) : [];
  return [
    { title: null, conversations: lately },
    { title: words.list.rooms, conversations: rest.filter((each) => each.kind === 'room') },
    { title: words.list.people, conversations: rest.filter((each) => each.kind === 'person') },
  ].filter((section) => section.conversations.length > 0);
}

function suits(each: Conversation, { query, filter, open }: Wanted): boolean {
  if (query.trim()) return matches(each.name, query);
  if (each.archived !== (filter === 'archived')) return false;
  const isOpen = each.address === open;
  if (filter === 'unread') return isUnread(each) || isOpen;
  if (filter === 'mentions') return each.mentions > 0 || isOpen;
  return filter !== 'groups' || each.kind === 'room';
}

export function isUnread({ markedUnread, unread }: Conversation): boolean {
  return unread > 0 || markedUnread;
}

function isActive({ draft, lastActivity, markedUnread, pinned }: Conversation): boolean {
  return lastActivity > 0 || draft !== '' || markedUnread || pinned;
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
