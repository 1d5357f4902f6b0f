import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import ConversationHeader from './ConversationHeader.svelte';
import { client, conversation } from './samples';

it('says how many are in a room without asking who', () => {
  const room = conversation({ kind: 'room', joined: 'joined', occupantCount: 1_000 });
  const who = vi.spyOn(room, 'occupants', 'get');
  const header = { client: client(), connected: true, conversation: room, detailsShown: false };

  render(ConversationHeader, { ...header, ondetails: () => undefined });

  expect(screen.getByText(/1,000/)).toBeTruthy();
  expect(who).not.toHaveBeenCalled();
});
