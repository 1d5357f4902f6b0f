import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Message } from '../../store/types';
import MessageRow from './MessageRow.svelte';
import { Handling } from './messages/handling.svelte';
import { client, conversation, message } from './samples';

const nothing = () => undefined;

function row(differs: Partial<Message>, more: { room?: boolean; onretry?: () => void } = {}) {
  const shown = { show: nothing, details: nothing, thread: nothing, compose: nothing };
  const props = {
    message: message(differs),
    handling: new Handling(client(), conversation(), shown),
    place: { first: true, last: true, newDay: false },
    firstNew: false,
    room: false,
    picture: null,
    reachable: true,
    expanded: false,
    onexpand: nothing,
    onview: nothing,
    ondetails: nothing,
    onretry: nothing,
    ondiscard: nothing,
  };
  return render(MessageRow, { ...props, ...more }).container;
}

describe('a message', () => {
  it('is never markup', () => {
    const shown = row({ body: '<img src=x onerror=alert(1)><script>alert(1)</script>' });

    expect(shown.querySelector('img, script')).toBeNull();
    expect(shown.textContent).toContain('<img src=x onerror=alert(1)>');
  });

  it('opens what it links to without handing over this page', () => {
    const link = row({ body: 'see https://example.org.' }).querySelector('a');

    expect(link?.getAttribute('href')).toBe('https://example.org/');
    expect(link?.target).toBe('_blank');
    expect(link?.rel).toBe('noopener noreferrer');
  });

  it('says its author in a room, and whether it was read, to a screen reader too', () => {
    expect(row({}, { room: true }).querySelector('.author')?.textContent).toBe('Grace Hopper');
    row({ own: true, delivery: 'read', body: 'Hello' });

    expect(screen.getByRole('article', { name: /^You, .*: Hello Read$/ })).toBeTruthy();
  });

  it('that failed says why and can be tried again', async () => {
    const onretry = vi.fn();
    row({ own: true, delivery: 'failed', error: 'The record is unavailable' }, { onretry });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(screen.getByText('Not sent: The record is unavailable')).toBeTruthy();
    expect(onretry).toHaveBeenCalledOnce();
  });

  it('that was withdrawn shows nothing of what it said', () => {
    expect(row({ body: 'a secret', retracted: true }).innerHTML).not.toContain('a secret');
  });
});
