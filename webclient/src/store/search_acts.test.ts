import { describe, expect, it, vi } from 'vitest';
import { NotSignedIn } from '../xmpp/connection';
import type { Parts } from './parts';
import { StoredSearchActs } from './search_acts';

const ADA = 'ada@localhost';
const GRACE = 'grace@localhost';
const HIT = {
  id: '1795276641000000',
  conversation: { id: GRACE, kind: 'direct', name: 'Grace Hopper' },
  sender: GRACE,
  nick: '',
  at: '2026-11-21T15:57:21Z',
  kind: 'text',
  snippet: '🎉 The plan',
  marks: [{ begin: 6, end: 10 }],
};

/** An archive that gives such answers, and what it was asked. */
function archive(...answers: unknown[]) {
  const request = vi.fn(async (_path: string) => Response.json(answers.shift()));
  const names = new Map([[ADA, 'Ada Lovelace']]);
  const called = vi.fn((all: readonly (readonly [string, string])[]) => {
    for (const [address, name] of all) names.set(address, name);
  });
  const people = { names, called, learn: () => undefined, pictureOf: () => null };
  const parts = { own: ADA, people, portal: { request } } as unknown as Parts;
  return { acts: new StoredSearchActs(parts), request };
}

describe('what was found', () => {
  it('is asked for a page at a time, and has its marks in the units of the text', async () => {
    const { acts, request } = archive({ owner: 'ada', total: 7, hits: [HIT], next: 'more' });

    const { hits, next, total } = await acts.find('plan "next week"', 'best', 'cursor');
    const [hit] = hits;

    expect(request).toHaveBeenCalledWith(
      'search?q=plan+%22next+week%22&order=best&limit=20&after=cursor',
    );
    expect([total, next]).toEqual([7, 'more']);
    expect(hit?.marks.map(({ begin, end }) => hit.snippet.slice(begin, end))).toEqual(['plan']);
    expect(hit?.author.name).toBe('Grace Hopper');
    expect([hit?.own, hit?.place.address, hit?.place.name]).toEqual([false, GRACE, 'Grace Hopper']);
  });

  it.each([
    ['theirs', GRACE, 'tea@conference.localhost/Grace'],
    ['one’s own', ADA, null],
  ])('privately in a room is with an occupant: %s', async (_, sender, address) => {
    const conversation = { id: `tea@conference.localhost:${GRACE}`, kind: 'private', name: '' };
    const { acts } = archive({
      owner: 'ada',
      total: 1,
      hits: [{ ...HIT, sender, nick: 'Grace', conversation }],
      next: null,
    });

    expect((await acts.find('plan', 'newest', null)).hits[0]?.place.address).toBe(address);
  });

  it('is not taken when another person has signed in here since', async () => {
    const { acts } = archive({ owner: 'grace', total: 1, hits: [HIT], next: null });

    await expect(acts.find('plan', 'newest', null)).rejects.toThrow(NotSignedIn);
  });

  it('comes with what was said around it, without what was retracted', async () => {
    const said = { ...HIT, body: 'Before', retracted_at: null };
    const gone = { ...said, id: '2', body: '', retracted_at: '2026-11-21T15:57:21Z' };
    const { acts, request } = archive(
      { owner: 'ada', total: 1, hits: [HIT], next: null },
      { messages: [gone, said] },
      { messages: [] },
    );
    const [hit] = (await acts.find('plan', 'best', null)).hits;
    if (!hit) throw new Error('nothing was found');

    const { after, before } = await acts.around(hit);

    expect([before.map(({ text }) => text), after]).toEqual([['Before'], []]);
    expect(request.mock.calls.slice(1).map(([path]) => path)).toEqual(
      ['before', 'after'].map(
        (side) => `conversations/grace%40localhost/messages?${side}=${HIT.id}&limit=2`,
      ),
    );
  });
});
