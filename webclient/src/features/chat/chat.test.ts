import { render, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { media } from '../../ui/testing/media';
import Chat from './Chat.svelte';
import LogBeginning from './LogBeginning.svelte';
import { client, conversation } from './samples';

beforeEach(() => vi.stubGlobal('matchMedia', media(true)));

describe('the page', () => {
  it('asks nobody to choose where there is nothing to choose from', () => {
    render(Chat, { client: client() });

    expect(screen.getByRole('heading', { name: 'Welcome to Stoa' })).toBeTruthy();
    expect(screen.queryByText(/Choose a person/)).toBeNull();
  });

  it('asks to choose where there are conversations', () => {
    render(Chat, { client: client({ conversations: [conversation()] }) });

    expect(screen.getByRole('heading', { name: 'Pick a conversation' })).toBeTruthy();
  });
});

it.each([
  ['joined', 'No messages yet. Say hello.'],
  ['refused', 'There are no messages to show.'],
] as const)('asks to say hello only where one can: %s', (joined, text) => {
  render(LogBeginning, { conversation: conversation({ kind: 'room', joined }), height: 104 });

  expect(screen.getByText(text)).toBeTruthy();
});
