/** Which conversation the address bar names: `#/c/ada@example.org`. */

import { on } from 'svelte/events';
import { createSubscriber } from 'svelte/reactivity';

const PLACE = '#/c/';
let before: string | null = null;
const subscribe = createSubscriber((update) =>
  on(window, 'hashchange', (event) => {
    before = new URL(event.oldURL).hash;
    update();
  }),
);

export const LIST = '#/';

export const route = {
  /** Null: the list alone. */
  get address(): string | null {
    subscribe();
    return addressOf(window.location.hash);
  },
};

export const hrefOf = (address: string): string =>
  PLACE + encodeURIComponent(address).replaceAll('%40', '@');

export function goTo(address: string): void {
  window.location.hash = hrefOf(address);
}

/** For a link to the list: where one came from it, the way there is the way back. */
export function backToList(event: MouseEvent): void {
  if (before === null || addressOf(before) !== null) return;
  event.preventDefault();
  before = null;
  window.history.back();
}

export function addressOf(hash: string): string | null {
  if (!hash.startsWith(PLACE)) return null;
  try {
    return decodeURIComponent(hash.slice(PLACE.length)) || null;
  } catch {
    return null;
  }
}
