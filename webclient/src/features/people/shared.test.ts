import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { Acts, SharedThing } from '../../store/act_types';
import type { Client } from '../../store/types';
import { client, conversation } from '../chat/samples';
import Shared from './Shared.svelte';

const said = { id: '1', at: 0, author: { address: 'grace@localhost', name: 'Grace' } };
const file = (url: string) => ({ url, ours: false, name: url, mediaType: '', voice: false });

/** The addresses that can be followed. */
async function shown(kind: string, thing: Pick<SharedThing, 'files' | 'text'>) {
  const page = { things: [{ ...said, ...thing }], next: null };
  const acts = { people: { shared: async () => page } } as unknown as Acts;
  const knowing: Client = { ...client(), acts: async () => acts };
  const { container } = render(Shared, { client: knowing, conversation: conversation() });
  await userEvent.click(screen.getByRole('button', { name: kind }));
  return () => [...container.querySelectorAll('a')].map((each) => each.getAttribute('href'));
}

it('a file is opened where browsers open it, and nothing runs', async () => {
  const files = [file('javascript:alert(1)'), file('https://example.org/a(1')];
  const hrefs = await shown('Files', { files, text: '' });

  expect(await screen.findByText('javascript:alert(1)')).toBeTruthy();
  expect(hrefs()).toEqual([null, 'https://example.org/a(1']);
});

it('links are followed as in the conversation', async () => {
  const text = 'xmpp:a@b.c (https://example.org/a), https://example.org/\u202egpj.exe http://[';
  const hrefs = await shown('Links', { files: [], text });

  expect(await screen.findByText('https://example.org/a')).toBeTruthy();
  expect(hrefs()).toEqual(['https://example.org/a', 'https://example.org/']);
});
