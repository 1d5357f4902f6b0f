import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import Later from './Later.svelte';

const onclose = vi.fn();
const children = createRawSnippet(() => ({ render: () => '<p>what came later</p>' }));

beforeEach(() => {
  onclose.mockReset();
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= () => undefined;
});

function missing(connected: boolean) {
  const load = () => Promise.reject(new TypeError('404'));
  render(Later, { connected, load, onclose, children });
}

it('a part that a newer version has removed is not left blank: the page says so', async () => {
  missing(true);

  expect(await screen.findByRole('dialog', { name: 'A new version of Stoa is here' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(onclose).toHaveBeenCalledOnce();
});

it('a part that cannot be loaded without a connection is no new version', async () => {
  missing(false);

  expect(await screen.findByRole('dialog', { name: /without a connection/ })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Reload' })).toBeNull();
});
