import { render, screen } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { expect, it, vi } from 'vitest';
import { ownBrowser, settled } from '../../store/testing/office';
import { inside, there } from '../../store/testing/rooms';
import Members from './Members.svelte';
import { Membership } from './membership.svelte';

const MANY = 3_000;
/** As they come from a server in one go; the page has its turn between two of these. */
const A_READ = 250;
/** A busy machine is no failure. */
const PATIENCE_MS = 60_000;

ownBrowser();

it(
  '3,000 people who come into a room are all there, drawn few times, and the page goes on meanwhile',
  async () => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
    );
    const { ada, room } = await inside();
    const membership = new Membership(ada.client, () => room);
    render(Members, { client: ada.client, conversation: room, membership });
    const button = screen.getByRole('button', { name: 'Here (2)' });
    let drawn = 0;
    const watching = new MutationObserver(() => drawn++);
    watching.observe(button, { childList: true, characterData: true, subtree: true });

    for (let nth = 0; nth < MANY; nth++) {
      ada.connection.arrive(there(`p${nth}`, `p${nth}@localhost`));
      if (nth % A_READ === 0) await settled();
    }
    await vi.waitFor(() => expect(button.textContent).toBe('Here (3,002)'), PATIENCE_MS);
    watching.disconnect();

    expect(room.occupants.map((each) => each.nick).sort()).toEqual(
      ['Ada Lovelace', 'Grace', ...Array.from({ length: MANY }, (_, nth) => `p${nth}`)].sort(),
    );
    expect(drawn).toBeLessThan((2 * MANY) / A_READ);
    expect(document.querySelectorAll('[data-member]').length).toBeLessThan(200);

    for (let nth = 0; nth < MANY; nth++)
      ada.connection.arrive(
        there(`p${nth}`, `p${nth}@localhost`).replace('<presence', '<presence type="unavailable"'),
      );
    await vi.waitFor(() => expect(button.textContent).toBe('Here (2)'), PATIENCE_MS);
    flushSync();
    expect(room.occupants).toHaveLength(2);
  },
  2 * PATIENCE_MS,
);
