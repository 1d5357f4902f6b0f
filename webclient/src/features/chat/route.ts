/** Which conversation the address bar names: `#/c/ada@example.org`. */

import { on } from 'svelte/events';
import { createSubscriber } from 'svelte/reactivity';

const PLACE = '#/c/';

/** What an entry of the browser's history knows of itself, also when the page is loaded again. */
interface Entry {
  /** One came to it from the list, which is the entry before it. */
  readonly fromList: boolean;
}

const subscribe = createSubscriber((update) => {
  enter(false);
  return on(window, 'hashchange', (event) => {
    enter(addressOf(new URL(event.oldURL).hash) === null);
    update();
  });
});

/** An entry that one comes back to knows already. */
function enter(fromList: boolean): void {
  const entry: Entry = { fromList };
  if (!window.history.state) window.history.replaceState(entry, '');
}

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
  if (!(window.history.state as Entry | null)?.fromList) return;
  event.preventDefault();
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
