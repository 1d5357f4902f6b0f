import { describe, expect, it } from 'vitest';
import { type Entry, entry } from './entry';
import type { Choice } from './reacted';
import { toReactions } from './reacted';
import { type Arrival, Timeline } from './timeline';

const ADA = 'ada@localhost';
const GRACE = 'grace@localhost';
const LINUS = 'linus@localhost';

function said(order: number, body: string, facts: Partial<Entry> = {}): Arrival {
  const made = { conversation: GRACE, key: `a${order}`, own: false, author: GRACE, body };
  const ids = { messageId: `m${order}`, archiveId: `a${order}` };
  return { kind: 'message', entry: entry({ ...made, ...ids, order: order * 1_000_000, ...facts }) };
}

/** Grace's, unless told. */
function reacted(order: number, emojis: string[], differs: Partial<Choice> = {}): Arrival {
  const who = { author: GRACE, occupantId: null, nick: null, own: false };
  const ids = { id: `r${order}`, archiveId: `a${order}` };
  const choice = { ...who, ...ids, order: order * 1_000_000, emojis, ...differs };
  return { kind: 'reactions', id: 'm1', inRoom: false, choice };
}

function retracted(
  id: string,
  author: string | null,
  at = 1,
  reason: string | null = null,
): Arrival {
  const who = author === null ? null : { author, occupantId: null };
  return { kind: 'retraction', id, author: who, at, reason };
}

function outcome(...arrivals: Arrival[]): readonly Entry[] {
  const timeline = new Timeline();
  timeline.merge(arrivals);
  return timeline.entries;
}

/** What one message is shown with. */
function shown(...arrivals: Arrival[]): string[] {
  const [first] = outcome(...arrivals);
  const all = first ? toReactions(first.reacted, (each) => each.author) : [];
  return all.map(({ emoji, people }) => `${emoji} ${people.map((each) => each.name).join(' ')}`);
}

/** All orders of a few. */
function* permutations<T>(of: readonly T[]): Generator<T[]> {
  if (of.length === 0) yield [];
  for (const [at, first] of of.entries())
    for (const rest of permutations(of.toSpliced(at, 1))) yield [first, ...rest];
}

/** The same in every order, twice, one by one, and kept in a browser in between. */
function expectAlike(arrivals: readonly Arrival[]): readonly Entry[] {
  const expected = outcome(...arrivals);
  for (const order of permutations(arrivals)) {
    expect(outcome(...order)).toEqual(expected);
    expect(outcome(...order, ...order)).toEqual(expected);
    expect(reloaded(order)).toEqual(expected);
  }
  return expected;
}

/** As if the page were loaded again after each of them. */
function reloaded(arrivals: readonly Arrival[]): readonly Entry[] {
  let timeline = new Timeline();
  for (const arrival of arrivals) {
    timeline.merge([arrival]);
    const kept = structuredClone([timeline.entries, timeline.pending.all] as const);
    timeline = new Timeline();
    timeline.merge(kept[0].map((each) => ({ kind: 'message', entry: each }) as const));
    timeline.merge(kept[1]);
  }
  return timeline.entries;
}

describe('reactions', () => {
  it('are the newest of everybody, in the order in which each emoji was first used', () => {
    const arrivals = [
      said(1, 'hello'),
      reacted(2, ['👍']),
      reacted(3, ['🎉'], { author: LINUS }),
      reacted(4, ['🎉', '👍']),
    ];

    expectAlike(arrivals);

    expect(shown(...arrivals)).toEqual([`👍 ${GRACE}`, `🎉 ${LINUS} ${GRACE}`]);
  });

  it('are taken back by none, and not brought back by an older copy', () => {
    const arrivals = [said(1, 'hello'), reacted(2, ['👍']), reacted(3, [])];

    expectAlike(arrivals);

    expect(shown(...arrivals, ...arrivals)).toEqual([]);
  });

  it('may name a correction of the message', () => {
    const corrected = said(2, 'hello!', { replaces: 'm1' });
    const about = { ...reacted(3, ['👍']), id: 'a2', inRoom: true } as Arrival;

    const [only] = expectAlike([said(1, 'hello'), corrected, about]);

    expect(only?.reacted.choices).toHaveLength(1);
  });

  it('in a room name messages by the id that the room gave, never by one that people choose', () => {
    const about = (id: string) => ({ ...reacted(3, ['👍']), id, inRoom: true }) as Arrival;

    expect(shown(said(1, 'hello'), about('m1'))).toEqual([]);
    expect(shown(said(1, 'hello'), about('a1'))).toEqual([`👍 ${GRACE}`]);
  });

  it('of people whom a room hides are told apart by its word, not by their nicks', () => {
    const author = 'r@c/Grace';
    const one = { author, nick: 'Grace', occupantId: 'one' };
    const arrivals = [
      said(1, 'hello'),
      reacted(2, ['👍'], one),
      reacted(3, ['🎉'], { ...one, occupantId: 'other' }),
      reacted(4, ['❤️'], { ...one, author: 'r@c/Amazing' }),
    ];

    expectAlike(arrivals);

    expect(shown(...arrivals)).toEqual(['🎉 r@c/Grace', '❤️ r@c/Amazing']);
  });

  it('of one’s own are where the archive has them, as soon as it has', () => {
    const own = { author: ADA, own: true, id: 'mine' };
    const confirmed = reacted(9, ['👍'], { ...own, archiveId: null });
    const archived = reacted(3, ['👍'], own);

    const [only] = expectAlike([said(1, 'hello'), confirmed, archived]);

    expect(only?.reacted.choices[0]).toMatchObject({ archiveId: 'a3', order: 3_000_000 });
  });

  it('go with the words that they were about', () => {
    const [only] = expectAlike([said(1, 'x'), reacted(2, ['👍']), retracted('m1', GRACE)]);

    expect(only?.reacted.choices).toEqual([]);
  });
});

describe('corrections', () => {
  const texts = (of: Entry | undefined) => [
    of?.first?.body,
    ...(of?.edits ?? []).map((e) => e.body),
  ];

  it('leave what was said before, oldest first, and the newest is what it says', () => {
    const arrivals = [
      said(1, 'one'),
      said(2, 'two', { replaces: 'm1' }),
      said(3, 'three', { replaces: 'm1' }),
      said(4, 'four', { replaces: 'm1' }),
    ];

    const [only, ...others] = expectAlike(arrivals);

    expect([only?.body, ...others]).toEqual(['four']);
    expect(texts(only)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('of a correction correct the message', () => {
    const twice = [said(1, 'one'), said(2, 'two', { replaces: 'm1' })];

    const found = outcome(...twice, said(3, 'three', { replaces: 'm2' }));

    expect(found.map((each) => each.body)).toEqual(['three']);
  });

  it('of one’s own are one, whether the archive has named them or not', () => {
    const mine = { own: true, author: ADA };
    const confirmed = said(9, 'two', { ...mine, replaces: 'm1', messageId: 'e', archiveId: null });
    const archived = said(3, 'two', { ...mine, replaces: 'm1', messageId: 'e' });

    const found = outcome(said(1, 'one', mine), confirmed, archived);

    expect(texts(found[0])).toEqual(['one', 'two']);
    expect(found).toHaveLength(1);
  });

  it('leave nothing of what is retracted', () => {
    const arrivals = [
      said(1, 'one'),
      said(2, 'two', { replaces: 'm1' }),
      retracted('m1', GRACE),
      said(3, 'three', { replaces: 'm1' }),
    ];

    const [only] = expectAlike(arrivals);

    expect(only).toMatchObject({ body: '', edits: [], first: null, retracted: true });
  });

  it('by somebody else change nothing, also by their reactions and retractions', () => {
    const theirs = said(2, 'I resign', { author: LINUS, replaces: 'm1' });

    const found = expectAlike([said(1, 'I agree'), theirs, retracted('m1', LINUS)]);

    // A retraction takes back what its own author has said, and nothing else.
    expect(found.map((each) => each.body)).toEqual(['I agree', '']);
    expect(found[0]).toMatchObject({ edits: [], retracted: false });
  });
});

describe('a removal by a moderator', () => {
  it('takes anything away and says why, by the first of two', () => {
    const arrivals = [
      said(1, 'spam'),
      retracted('a1', null, 5, 'Spam'),
      retracted('a1', null, 6, 'Again'),
      reacted(2, ['👍']),
    ];

    const [only] = expectAlike(arrivals);

    expect(only).toMatchObject({ retracted: true, body: '', removed: { reason: 'Spam' } });
  });
});

describe('what is known of messages that are not here', () => {
  it('forgets the oldest, and much about one message, but not everything', () => {
    const timeline = new Timeline();
    for (let n = 0; n < 1500; n++) timeline.merge([{ kind: 'receipt', id: `forged ${n}`, at: n }]);
    timeline.merge([retracted('m1', GRACE)]);

    timeline.merge([said(1, 'x')]);

    expect(timeline.entries).toMatchObject([{ retracted: true }]);
    expect(timeline.pending.all).toHaveLength(999);
  });

  it('is settled once, whatever was kept of it', () => {
    const timeline = new Timeline();
    timeline.merge([reacted(2, ['👍']), reacted(2, ['👍'])]);
    expect(timeline.pending.all).toHaveLength(1);

    timeline.merge([said(1, 'x')]);

    expect(timeline.pending.all).toEqual([]);
  });
});
