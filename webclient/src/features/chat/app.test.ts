import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { words } from '../../words/page';
import App from './App.svelte';
import { client, conversation } from './samples';

it('says so when the page cannot go on, instead of being empty', async () => {
  vi.stubGlobal('reportError', function (this: unknown) {
    if (this !== undefined && this !== globalThis) throw new TypeError('Illegal invocation');
  });
  const title = vi.spyOn(document, 'title', 'set').mockImplementation(() => {
    throw new Error('broken');
  });
  const warned = vi.spyOn(console, 'warn');

  render(App, { starting: Promise.resolve(client()) });

  expect(await screen.findByText(words.crash.title)).toBeTruthy();
  await new Promise((soon) => setTimeout(soon)); // what was to follow on what has gone
  expect(warned).not.toHaveBeenCalled();
  title.mockRestore();
  vi.unstubAllGlobals();
});

it('says so when it breaks as it is shown', async () => {
  vi.stubGlobal('reportError', () => undefined);
  const broken = conversation();
  vi.spyOn(broken, 'name', 'get').mockImplementation(() => {
    throw new Error('broken');
  });

  render(App, { starting: Promise.resolve(client({ conversations: [broken] })) });

  expect(await screen.findByText(words.crash.title)).toBeTruthy();
  expect(screen.getByRole('button', { name: words.crash.reload })).toBeTruthy();
});
