import type { Message } from '../../store/types';
import { sameDay } from '../../words/times';

/** How long an author may pause before their name is said again. */
const PAUSE_MS = 5 * 60_000;

export interface Place {
  /** The first of its author's: carries the name. */
  readonly first: boolean;
  /** The last of its author's: carries the tail. */
  readonly last: boolean;
  /** A new day begins above it. */
  readonly newDay: boolean;
}

/** Where a message stands among its neighbours. The day of the very first one is shown by the list. */
export function place(messages: readonly Message[], index: number): Place {
  const own = messages[index];
  const before = messages[index - 1];
  return {
    first: !own || !together(before, own),
    last: !own || !together(own, messages[index + 1]),
    newDay: Boolean(own && before && !sameDay(before.at, own.at)),
  };
}

function together(one: Message | undefined, next: Message | undefined): boolean {
  return Boolean(
    one &&
      next &&
      one.kind === 'text' &&
      next.kind === 'text' &&
      one.own === next.own &&
      one.author.address === next.author.address &&
      Math.abs(next.at - one.at) < PAUSE_MS &&
      sameDay(one.at, next.at),
  );
}
