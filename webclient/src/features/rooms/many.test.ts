import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import type { Occupant } from '../../store/types';
import { client, conversation } from '../chat/samples';
import Members from './Members.svelte';
import { Membership } from './membership.svelte';

it('of 3,000 people in a room only those are in the page that can be seen', () => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  const occupants: readonly Occupant[] = Array.from({ length: 3_000 }, (_, nth) => ({
    address: `p${nth}@localhost`,
    nick: `p${nth}`,
    name: `Person ${nth}`,
    role: 'participant',
    affiliation: 'member',
    hats: [],
    availability: 'online',
    own: false,
  }));
  const room = conversation({ kind: 'room', joined: 'joined', occupants, occupantCount: 3_000 });
  const here = client();
  const membership = new Membership(here, () => room);

  render(Members, { client: here, conversation: room, membership });

  expect(screen.getByRole('button', { name: 'Here (3,000)' })).toBeTruthy();
  expect(document.querySelectorAll('[data-member]').length).toBeLessThan(200);
});
