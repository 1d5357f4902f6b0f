import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conversation } from '../../store/types';
import { media } from '../../ui/testing/media';
import Composer from './Composer.svelte';
import { client, conversation } from './samples';

const NOTHING = { reply: null, mentions: [] };
const send = vi.fn();
const setDraft = vi.fn();

beforeEach(() => {
  vi.stubGlobal('matchMedia', media(true));
  send.mockReset();
  setDraft.mockReset();
});

afterEach(() => vi.unstubAllGlobals());

/** Also of what changes later. */
const getters = (of: object) => Object.getOwnPropertyDescriptors(of);

function composer(differs: Partial<Conversation> = {}) {
  const about = Object.defineProperties(conversation({ send, setDraft }), getters(differs));
  render(Composer, { client: client(), conversation: about });
  return screen.getByRole<HTMLTextAreaElement>('textbox');
}

describe('the composer', () => {
  it('sends with Enter, and is empty then', async () => {
    const field = composer();
    await userEvent.type(field, 'Good morning{Enter}');

    expect(send).toHaveBeenCalledExactlyOnceWith('Good morning');
    expect(field.value).toBe('');
    expect(setDraft).toHaveBeenLastCalledWith('', NOTHING);
  });

  it('begins a line with Shift and Enter', async () => {
    const field = composer();
    await userEvent.type(field, 'one{Shift>}{Enter}{/Shift}two');

    expect(field.value).toBe('one\ntwo');
    expect(send).not.toHaveBeenCalled();
  });

  it.each([
    ['composes', { isComposing: true }],
    ['has just composed, in Safari', { keyCode: 229 }],
  ])('leaves Enter to an input method that %s', (_, how) => {
    const field = composer({ draft: 'にほん' });
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...how }));

    expect(send).not.toHaveBeenCalled();
  });

  it('keeps what is not sent yet, and shows what was kept', async () => {
    const field = composer({ draft: 'Dear' });
    await userEvent.type(field, '!');

    expect(setDraft).toHaveBeenLastCalledWith('Dear!', NOTHING);
  });

  it('shows what another tab writes, but not over what is being typed', async () => {
    const kept = $state({ draft: '' });
    const field = composer({
      get draft() {
        return kept.draft;
      },
    });
    kept.draft = 'Dear';
    await tick();
    expect(field.value).toBe('Dear');
    await userEvent.type(field, ' Grace');
    kept.draft = 'Something else';
    await tick();
    expect(field.value).toBe('Dear Grace');
    await userEvent.tab();

    expect(field.value).toBe('Something else');
  });

  it('sends nothing that is only space', async () => {
    await userEvent.type(composer(), '  {Enter}');

    expect(send).not.toHaveBeenCalled();
  });

  it('says that a text is too long, and keeps it', async () => {
    const field = composer({ draft: '<'.repeat(40_000) });
    await userEvent.type(field, '{Enter}');

    expect(screen.getByRole('alert').textContent).toContain('Too long: 240 kB');
    expect(field.value).toHaveLength(40_000);
    expect(send).not.toHaveBeenCalled();
  });
});

it('a room that refuses has no composer but the reason', () => {
  render(Composer, {
    client: client(),
    conversation: conversation({ joined: 'refused', refusal: 'Members only' }),
  });

  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.getByRole('note').textContent).toContain('Members only');
});
