import { expect, it, vi } from 'vitest';
import { NotSignedIn } from '../xmpp/connection';
import type { Parts } from './parts';
import { pinned } from './pinned';

const people = { learn: () => undefined, names: new Map() };
const parts = { own: 'ada@localhost', people } as unknown as Parts;

it.each([
  ['nothing is known of a conversation that the archive does not know', 404, {}, []],
  ['what is pinned is taken', 200, { owner: 'ada', pins: [], up_to: '7' }, []],
])('%s', async (_, status, answer, pins) => {
  vi.stubGlobal('fetch', async () => Response.json(answer, { status }));

  expect((await pinned(parts, 'tea@conference.localhost')).pins).toEqual(pins);
});

it('is not taken when another person has signed in here since', async () => {
  const answer = { owner: 'grace', pins: [], up_to: null };
  vi.stubGlobal('fetch', async () => Response.json(answer));

  await expect(pinned(parts, 'tea@conference.localhost')).rejects.toThrow(NotSignedIn);
});
