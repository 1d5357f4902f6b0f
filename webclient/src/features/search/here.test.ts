import { describe, expect, it, vi } from 'vitest';
import type { Acts, KeptPage } from '../../store/act_types';
import { client, conversation, GRACE, message } from '../chat/samples';
import { findHere, snippet } from './here';

const marked = (text: string, ...words: string[]) => {
  const { marks, snippet: shown } = snippet(text, words);
  return marks.map(({ begin, end }) => shown.slice(begin, end));
};

describe('what is shown of a message', () => {
  it('has its words marked where they begin, whatever their accents and capitals', () => {
    expect(marked('Ünal und UNAL, nicht Kunal 🎉 unalt', 'unal')).toEqual(['Ünal', 'UNAL', 'unal']);
    expect(marked('A plan: plans', 'plan', 'plans')).toEqual(
      ['plan', 'plans'].slice(0, 1).concat('plan'),
    );
  });

  it('is the part in which they stand', () => {
    const { marks, snippet: shown } = snippet(
      `${'word '.repeat(100)}budget ${'end '.repeat(100)}`,
      ['budget'],
    );

    expect(shown.length).toBeLessThan(220);
    expect(shown.startsWith('… word')).toBe(true);
    expect(marks.map(({ begin, end }) => shown.slice(begin, end))).toEqual(['budget']);
  });
});

describe('without a connection', () => {
  const room = conversation({ address: 'tea@conference.localhost', kind: 'room', name: 'Tea' });
  const all = [conversation(), room];
  const found = { conversation: GRACE.address, id: '17', message: message({ body: 'The budget' }) };

  function browser(page: Partial<KeptPage> = {}) {
    const findKept = vi.fn(async () => ({ found: [found], next: null, ...page }));
    const here = client({
      conversations: all,
      conversation: (address) => all.find((each) => each.address === address) ?? null,
      acts: async () => ({ findKept }) as unknown as Acts,
    });
    return { here, findKept };
  }

  it('this browser is asked what it keeps, with the filters that it knows', async () => {
    const { here, findKept } = browser({ next: 5 });

    const page = await findHere(here, 'bud from:grace in:"Tea" after:2026 has:file #plan', null);

    expect(findKept).toHaveBeenCalledWith(
      {
        words: ['bud', '#plan'],
        author: GRACE.address,
        conversation: room.address,
        after: Date.UTC(2027, 0, 1),
        files: true,
      },
      20,
      null,
    );
    expect(page.next).toBe('5');
    expect(page.hits.map(({ id, place, snippet }) => [id, place.name, snippet])).toEqual([
      ['17', 'Grace Hopper', 'The budget'],
    ]);
  });

  it.each(['has:image', 'has:voice', 'has:link', 'is:unread'])(
    'what is no %s is left out',
    async (typed) => {
      expect((await findHere(browser().here, `budget ${typed}`, null)).hits).toEqual([]);
    },
  );

  it('somebody who is not known here has said nothing', async () => {
    const { here, findKept } = browser();

    expect((await findHere(here, 'in:nowhere', null)).hits).toEqual([]);
    expect((await findHere(here, 'from:nobody', null)).hits).toEqual([]);
    expect(findKept).not.toHaveBeenCalled();
  });
});
