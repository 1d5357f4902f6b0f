import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Acts, Queue } from '../../store/act_types';
import { laterWords } from '../../words/later';
import { client } from './samples';
import UnsentBar from './UnsentBar.svelte';

const said = laterWords.queue;

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= () => undefined;
});

function shown(differs: Partial<Queue>, state: 'online' | 'waiting' = 'online') {
  const queue: Queue = {
    failed: [],
    mayGoAgain: true,
    waiting: 0,
    retry: vi.fn(),
    discard: vi.fn(async () => undefined),
    ...differs,
  };
  const acts = async () => ({ queue }) as Partial<Acts> as Acts;
  const link = { state, retryAt: null, reason: null, retry: () => undefined };
  render(UnsentBar, { client: client({ acts, link }) });
  return queue;
}

afterEach(() => {
  window.location.hash = '';
});

describe('the bar of unsent messages', () => {
  it('says nothing where there are none, and where the only one says so itself', async () => {
    window.location.hash = '#/c/grace%40localhost';
    shown({ failed: ['grace@localhost'], waiting: 2 });
    await tick();

    expect(screen.getByRole('status').textContent).toBe('');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('has all that failed sent again', async () => {
    const queue = shown({ failed: ['grace@localhost', 'linus@localhost'] });

    expect(await screen.findByText('2 messages were not sent.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: said.retry }));

    expect(queue.retry).toHaveBeenCalledOnce();
  });

  it('asks before it discards anything', async () => {
    const queue = shown({ failed: ['grace@localhost'], waiting: 2 }, 'waiting');

    expect(
      await screen.findByText('1 message was not sent. 2 messages wait to be sent.'),
    ).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: said.discard }));
    expect(queue.discard).not.toHaveBeenCalled();
    const buttons = screen.getAllByRole('button', { name: said.discard });
    await fireEvent.click(buttons[1] as HTMLElement);

    expect(queue.discard).toHaveBeenCalledOnce();
  });

  it('offers no second try to what is too long', async () => {
    shown({ failed: ['grace@localhost', 'linus@localhost'], mayGoAgain: false });

    await screen.findByText('2 messages were not sent.');

    expect(screen.queryByRole('button', { name: said.retry })).toBeNull();
  });
});
