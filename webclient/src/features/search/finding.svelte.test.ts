import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Acts, HitPage } from '../../store/act_types';
import { client } from '../chat/samples';
import { findingOf } from './finding.svelte';
import { recentSearches } from './recent';

const NOTHING: HitPage = { total: 0, hits: [], next: null };

function page(...ids: string[]): HitPage {
  return {
    ...NOTHING,
    total: ids.length,
    hits: ids.map((id) => ({ id }) as HitPage['hits'][number]),
  };
}

/** Somebody whose archive answers when it is told to. */
function somebody(link: 'online' | 'waiting' | 'connecting' = 'online') {
  const state: { now: typeof link } = { now: link };
  const asked: { text: string; answer: (page: HitPage) => void; refuse: () => void }[] = [];
  const find = (text: string) =>
    new Promise<HitPage>((answer, refuse) =>
      asked.push({ text, answer, refuse: () => refuse(new Error('no')) }),
    );
  const kept = vi.fn(async () => ({ found: [], next: null }));
  const one = client({
    link: {
      get state() {
        return state.now;
      },
      retryAt: null,
      reason: null,
      retry: () => undefined,
    },
    acts: async () => ({ search: { find }, findKept: kept }) as unknown as Acts,
  });
  return { finding: findingOf(one), asked, kept, state };
}

const ids = (of: { hits: HitPage['hits'] }) => of.hits.map(({ id }) => id);

beforeEach(() => localStorage.clear());

describe('a search', () => {
  it('shows the answer to what was asked last, whichever comes first', async () => {
    const { asked, finding } = somebody();
    finding.take('first');
    finding.take('second');
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.answer(page('2'));
    await vi.waitFor(() => expect(finding.state).toBe('found'));
    asked[0]?.answer(page('1'));
    await Promise.resolve();

    expect(ids(finding)).toEqual(['2']);
    expect(finding.total).toBe(1);
  });

  it('goes on where a page ends, and shows nothing twice', async () => {
    const { asked, finding } = somebody();
    finding.take('plan');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]?.answer({ ...page('1', '2'), next: 'more' });
    await vi.waitFor(() => expect(finding.next).toBe('more'));
    const further = finding.further();
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.answer(page('2', '3'));
    await further;

    expect(ids(finding)).toEqual(['1', '2', '3']);
    expect(finding.next).toBeNull();
  });

  it('that has failed says so, and can be made again', async () => {
    const { asked, finding } = somebody();
    finding.take('plan');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]?.refuse();
    await vi.waitFor(() => expect(finding.state).toBe('failed'));
    finding.now();
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.answer(page('1'));
    await vi.waitFor(() => expect(finding.state).toBe('found'));
  });

  it('without a connection is one of what is kept here, and of everything afterwards', async () => {
    const { asked, finding, kept, state } = somebody('waiting');
    finding.take('plan');
    await vi.waitFor(() => expect(finding.state).toBe('found'));
    expect([finding.here, kept.mock.calls.length, asked.length]).toEqual([true, 1, 0]);

    state.now = 'online';
    finding.connected();
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]?.answer(page('1'));
    await vi.waitFor(() => expect(finding.here).toBe(false));
    expect(ids(finding)).toEqual(['1']);
  });

  it('that nobody answers while one connects is one of what is kept here', async () => {
    const { asked, finding } = somebody('connecting');
    finding.take('plan');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    asked[0]?.refuse();
    await vi.waitFor(() => expect(finding.state).toBe('found'));

    expect(finding.here).toBe(true);
  });

  it('is offered again when it has led somewhere', async () => {
    const { asked, finding } = somebody();
    finding.take('plan from:grace');
    await vi.waitFor(() => expect(asked[0]?.text).toBe('from:grace plan'));
    expect(recentSearches('ada@localhost')).toEqual([]);
    finding.open('1', 300);

    expect(recentSearches('ada@localhost')).toEqual(['from:grace plan']);
    finding.take('from:grace plan');
    expect([finding.opened, finding.scrolled]).toEqual(['1', 300]);
  });

  it('for nothing is none', () => {
    const { asked, finding } = somebody();
    finding.take('plan');
    finding.take('  ');

    expect([finding.state, ids(finding), asked.length]).toEqual(['idle', [], 0]);
  });
});
