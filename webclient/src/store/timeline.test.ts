import { describe, expect, it } from 'vitest';
import { type Entry, entry } from './entry';
import { type Arrival, Timeline } from './timeline';

const ADA = 'ada@localhost';
const GRACE = 'grace@localhost';

function said(order: number, body: string, facts: Partial<Entry> = {}): Arrival {
  const made = { conversation: GRACE, key: `a${order}`, own: false, author: GRACE, body };
  const ids = { messageId: `m${order}`, archiveId: `a${order}` };
  return { kind: 'message', entry: entry({ ...made, ...ids, order: order * 1_000_000, ...facts }) };
}

function own(order: number, body: string, facts: Partial<Entry> = {}): Arrival {
  const ids = { key: `o${order}`, messageId: `o${order}`, originId: `o${order}`, sentAt: order };
  return said(order, body, { own: true, author: ADA, ...ids, ...facts });
}

const about = (kind: 'receipt' | 'displayed', id: string, at: number): Arrival => ({
  kind,
  id,
  at,
});
const retract = (id: string, author: string): Arrival => ({
  kind: 'retraction',
  id,
  author: { author, occupantId: null },
  at: 1,
  reason: null,
});

function outcome(...arrivals: Arrival[]): readonly Entry[] {
  const timeline = new Timeline();
  timeline.merge(arrivals);
  return timeline.entries;
}

/** All orders of a few. */
function* permutations<T>(of: readonly T[]): Generator<T[]> {
  if (of.length === 0) yield [];
  for (const [at, first] of of.entries())
    for (const rest of permutations(of.toSpliced(at, 1))) yield [first, ...rest];
}

describe('whatever arrives in a conversation', () => {
  it('has a key of its own, though no archive has it and its author uses one id for all', () => {
    const [key, archiveId] = [`${GRACE}/desk m`, null];
    const arrivals = ['first', 'second', 'third'].map((body, at) =>
      said(at, body, { key, archiveId }),
    );

    const keys = outcome(...arrivals).map((each) => each.key);

    expect(new Set(keys).size).toBe(3);
  });

  it('is another message when its author uses an id again, also of one that was edited', () => {
    const id = { key: 'desk 1', messageId: '1' };
    const edited = said(3, 'edited', { replaces: '1' });

    const found = outcome(
      said(1, 'first', id),
      edited,
      said(2, 'second', { ...id, archiveId: 'b' }),
    );

    expect(found.map((each) => each.body).sort()).toEqual(['edited', 'second']);
  });

  it('is one message when it was sent again under one origin id, and two when it says more', () => {
    const again = { key: 'o1', messageId: 'o1', originId: 'o1' };

    const found = outcome(own(1, 'first'), own(2, 'first', again), own(3, 'other', again));

    expect(found.map((each) => each.body)).toEqual(['first', 'other']);
  });

  it('has the same outcome in every order, and twice', () => {
    const arrivals = [
      own(1, 'first'),
      own(3, 'second'),
      said(2, 'hello'),
      said(4, 'hello!', { replaces: 'm2' }),
      about('receipt', 'o1', 5000),
      about('displayed', 'o3', 6000),
    ];
    const expected = outcome(...arrivals);
    expect(expected.map((each) => each.body)).toEqual(['first', 'hello!', 'second']);
    expect(expected.map((each) => each.readAt)).toEqual([6000, null, 6000]);

    for (const order of permutations(arrivals)) {
      expect(outcome(...order)).toEqual(expected);
      expect(outcome(...order, ...order)).toEqual(expected);
    }
  });

  it('is one message when a resent copy has another id in the archive', () => {
    const copy = { originId: 'unique' };

    expect(outcome(said(1, 'hi', copy), said(2, 'hi', copy))).toHaveLength(1);
  });

  it('is two messages when an id is used for different words', () => {
    const copy = { originId: 'the same' };

    expect(outcome(said(1, 'yes', copy), said(2, 'no', copy))).toHaveLength(2);
  });

  it('moves an own message to where the archive has it', () => {
    const waiting = own(9, 'mine', { archiveId: null, sentAt: null });
    const archived = own(2, 'mine', { key: 'o9', messageId: 'o9', originId: 'o9' });

    const entries = outcome(said(1, 'a'), said(3, 'b'), waiting, archived);

    expect(entries.map((each) => each.body)).toEqual(['a', 'mine', 'b']);
  });

  it('reads the exact times of markers page by page backwards', () => {
    const newer = [own(10, 'd'), about('displayed', 'o10', 20_000)];
    const older = [own(1, 'a'), about('displayed', 'o1', 2_000), own(2, 'b'), own(3, 'c')];

    const entries = outcome(...newer, ...older);

    expect(entries.map((each) => each.readAt)).toEqual([2_000, 20_000, 20_000, 20_000]);
  });
});

describe('a correction', () => {
  it('is taken back with a message that no archive has any more, whichever comes first', () => {
    const arrivals = [
      own(2, 'second', { replaces: 'o1' }),
      own(3, 'third', { replaces: 'o1' }),
      retract('o1', ADA),
    ];
    for (const order of permutations(arrivals))
      expect(outcome(...order).map(({ body, retracted }) => body + retracted)).toEqual([
        'true',
        'true',
      ]);
    for (const order of permutations([own(1, 'first'), ...arrivals]))
      expect(outcome(...order)).toMatchObject([{ key: 'o1', body: '', retracted: true }]);
  });

  it('needs not be sent again where its message was taken back', () => {
    const waiting = own(1, 'mine', { archiveId: null, sentAt: null });
    const [taken] = outcome(waiting, retract('o1', ADA));

    expect(taken).toMatchObject({ retracted: true, sentAt: 1 });
  });

  it('is not taken back by somebody else', () => {
    const entries = outcome(own(2, 'second', { replaces: 'o1' }), retract('o1', GRACE));

    expect(entries).toMatchObject([{ body: 'second', retracted: false }]);
  });

  it('of somebody else is their own message, and changes nothing', () => {
    const entries = outcome(own(1, 'I agree'), said(2, 'I resign', { replaces: 'o1' }));

    expect(entries.map((each) => each.body)).toEqual(['I agree', 'I resign']);
    expect(entries[0]?.edits).toEqual([]);
  });

  it('in a room is believed by the real address, not by nick or by an id that clients can choose', () => {
    const room = { conversation: 'r@c', nick: 'Grace' };
    const original = said(1, 'yes', { ...room, author: GRACE });
    const forged = said(2, 'no', {
      ...room,
      author: 'linus@localhost',
      replaces: 'm1',
      occupantId: 'x',
    });

    expect(outcome(original, forged).map((each) => each.body)).toEqual(['yes', 'no']);
  });

  it('in an anonymous room is believed by the id of the occupant only', () => {
    const room = { author: 'r@c/Grace', nick: 'Grace' };
    const original = said(1, 'yes', { ...room, occupantId: 'one' });
    const taken = said(2, 'no', { ...room, occupantId: 'other', replaces: 'm1' });
    const renamed = said(3, 'Yes!', { author: 'r@c/Amazing', occupantId: 'one', replaces: 'm1' });

    expect(outcome(original, taken, renamed).map((each) => each.body)).toEqual(['Yes!', 'no']);
    expect(outcome(said(1, 'a', room), said(2, 'b', { ...room, replaces: 'm1' }))).toHaveLength(2);
  });
});

describe('a retraction', () => {
  it('takes the words away, also when it comes first', () => {
    for (const order of permutations([said(1, 'secret'), retract('m1', GRACE)])) {
      expect(outcome(...order)).toMatchObject([{ retracted: true, body: '' }]);
    }
  });

  it('of somebody else takes nothing away, whichever id it names', () => {
    for (const id of ['m1', 'a1'])
      for (const order of permutations([said(1, 'stays'), retract(id, 'linus@localhost')]))
        expect(outcome(...order)).toMatchObject([{ retracted: false, body: 'stays' }]);
  });

  it('is not undone by a correction or another copy', () => {
    const late = said(3, 'again', { replaces: 'm1' });

    expect(outcome(said(1, 'x'), retract('m1', GRACE), late, said(1, 'x'))).toMatchObject([
      { body: '' },
    ]);
  });

  it('by the room itself takes anything away', () => {
    const moderated: Arrival = { ...retract('a1', ''), author: null } as Arrival;

    expect(outcome(said(1, 'spam'), moderated)).toMatchObject([{ retracted: true }]);
  });
});

describe('receipts and markers', () => {
  it("say nothing about other people's messages", () => {
    expect(
      outcome(said(1, 'x'), about('receipt', 'm1', 1), about('displayed', 'm1', 1)),
    ).toMatchObject([{ deliveredAt: null, readAt: null }]);
  });

  it('that are about nothing are forgotten at some point', () => {
    const timeline = new Timeline();

    for (let n = 0; n < 5000; n++) timeline.merge([about('receipt', `forged ${n}`, n)]);

    expect(timeline.entries).toEqual([]);
  });
});
