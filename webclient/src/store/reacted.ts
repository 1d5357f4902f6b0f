import type { Author as Person, Reaction } from './types';

/** All that one person thinks of a message in emojis, from some time on (XEP-0444). */
export interface Choice {
  /** Bare JID, or that of an occupant; with `occupantId` as in entries. */
  readonly author: string;
  readonly occupantId: string | null;
  readonly nick: string | null;
  readonly own: boolean;
  /** Of the message that says so. */
  readonly id: string | null;
  readonly archiveId: string | null;
  /** Microseconds, as that of entries. */
  readonly order: number;
  readonly emojis: readonly string[];
}

/** Everybody's newest choice, and when each emoji was first used. */
export interface Reacted {
  readonly choices: readonly Choice[];
  readonly firsts: readonly (readonly [emoji: string, order: number])[];
}

export const NOBODY: Reacted = Object.freeze({ choices: [], firsts: [] });

/** Emojis that a message remembers the beginning of. */
const MOST_FIRSTS = 100;

/** With what somebody has chosen: `known` itself where that is no news. */
export function chosen(known: Reacted, choice: Choice): Reacted {
  const at = known.choices.findIndex((each) => isSamePerson(each, choice));
  const before = known.choices[at];
  const isNewest = !before || isNewer(choice, before);
  const firsts = earliest(known.firsts, choice);
  if (!isNewest && firsts === known.firsts) return known;
  const others = known.choices.filter((each) => each !== before);
  const choices = isNewest ? [...others, Object.freeze(choice)].sort(inTime) : known.choices;
  return Object.freeze({ choices, firsts });
}

/** What two copies know together. */
export function allReacted(known: Reacted, more: Reacted): Reacted {
  let all = more.choices.reduce(chosen, known);
  for (const [emoji, order] of more.firsts) {
    const firsts = earliest(all.firsts, { emojis: [emoji], order });
    if (firsts !== all.firsts) all = Object.freeze({ ...all, firsts });
  }
  return all;
}

/** As it is shown, in the order in which each emoji was first used. */
export function toReactions(
  { choices, firsts }: Reacted,
  nameOf: (choice: Choice) => string,
): readonly Reaction[] {
  const found = new Map<string, { people: Person[]; own: boolean; since: number }>();
  const first = new Map(firsts);
  for (const each of choices)
    for (const emoji of each.emojis) {
      const since = first.get(emoji) ?? each.order;
      const known = found.get(emoji) ?? { people: [], own: false, since };
      known.people.push({ address: each.author, name: nameOf(each) });
      known.own ||= each.own;
      found.set(emoji, known);
    }
  return [...found]
    .sort(([, one], [, other]) => one.since - other.since)
    .map(([emoji, { people, own }]) => Object.freeze({ emoji, people, own }));
}

/** By the room's word where it hides who people are; by a nick only where the room has none. */
function isSamePerson(one: Choice, other: Choice): boolean {
  if (one.own && other.own) return true;
  if (one.author.includes('/') && one.occupantId !== other.occupantId) return false;
  return one.author === other.author || (one.occupantId ?? '') === other.occupantId;
}

/** One of one's own is known before the archive has named it. */
function isNewer(choice: Choice, known: Choice): boolean {
  const isKnown = choice.id !== null && choice.id === known.id;
  if (isKnown && (choice.archiveId === null) !== (known.archiveId === null))
    return known.archiveId === null;
  return inTime(known, choice) < 0;
}

function inTime(one: Choice, other: Choice): number {
  const [a, b] = [one.emojis.join(' '), other.emojis.join(' ')];
  return one.order - other.order || (a < b ? -1 : Number(a > b));
}

function earliest(
  firsts: Reacted['firsts'],
  { emojis, order }: Pick<Choice, 'emojis' | 'order'>,
): Reacted['firsts'] {
  const known = new Map(firsts);
  const news = emojis.filter((each) => order < (known.get(each) ?? Infinity));
  if (news.length === 0) return firsts;
  for (const each of news) known.set(each, order);
  const all = [...known].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1));
  const kept = all.slice(0, MOST_FIRSTS);
  return String(kept) === String(firsts) ? firsts : Object.freeze(kept);
}
