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

/** All that there are: a row whose place stays the same is left as it is. */
const PLACES: readonly Place[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
  Object.freeze({ first: (bits & 1) > 0, last: (bits & 2) > 0, newDay: (bits & 4) > 0 }),
);

type Perhaps = Message | undefined;

interface Known {
  readonly before: Perhaps;
  readonly next: Perhaps;
  readonly place: Place;
}

const known = new WeakMap<Message, Known>();

/** Where a message stands among its neighbours, as long as they are the same worked out once. */
export function place(messages: readonly Message[], index: number): Place {
  const [before, own, next] = [messages[index - 1], messages[index], messages[index + 1]];
  const asked = own && known.get(own);
  if (asked && asked.before === before && asked.next === next) return asked.place;
  const found = placed(before, own, next);
  if (own) known.set(own, { before, next, place: found });
  return found;
}

/** The day of the very first one is shown by the list. */
function placed(before: Perhaps, own: Perhaps, next: Perhaps): Place {
  const first = !own || !together(before, own);
  const last = !own || !together(own, next);
  const newDay = own && before && !sameDay(before.at, own.at);
  return PLACES[(first ? 1 : 0) + (last ? 2 : 0) + (newDay ? 4 : 0)] as Place;
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
