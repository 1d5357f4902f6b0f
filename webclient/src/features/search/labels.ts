import type { Client } from '../../store/types';
import { words } from '../../words/page';
import { searchWords as said } from '../../words/search';
import { type Filter, HAS } from './query';

/** How a filter is called, with names instead of addresses. */
export function labelOf(client: Client, { operator, value }: Filter): string {
  if (operator === 'tag') return `#${value}`;
  if (operator === 'is') return said.unread;
  if (operator === 'has')
    return said.has[HAS.find((each) => each === value.toLowerCase()) ?? 'file'];
  if (operator === 'before' || operator === 'after') return said[operator](dayOf(value));
  return said[operator](nameOf(client, value));
}

function nameOf(client: Client, value: string): string {
  if (value.toLowerCase() === 'me' || value === client.me.address) return said.me;
  return client.conversation(value)?.name ?? value;
}

/** A day, month or year of UTC, as it is typed. */
function dayOf(value: string): string {
  const [year = 0, month, day] = value.split('-').map(Number);
  const format = new Intl.DateTimeFormat(words.locale, {
    year: 'numeric',
    ...(month ? { month: 'short' as const } : {}),
    ...(day ? { day: 'numeric' as const } : {}),
    timeZone: 'UTC',
  });
  return format.format(Date.UTC(year, (month ?? 1) - 1, day ?? 1));
}
