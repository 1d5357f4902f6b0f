/**
 * What the address bar names: `#/c/ada@example.org?m=17…`, a message there; `#/search?q=budget`;
 * settings are above what was there: `#/settings/privacy`.
 */

import { on } from 'svelte/events';
import { createSubscriber } from 'svelte/reactivity';

const PLACE = '#/c/';
const SETTINGS = '#/settings';
const SEARCH = '#/search?q=';
export const THREADS = '#/threads';

/** What an entry of the browser's history knows of itself, also when the page is loaded again. */
interface Entry {
  /** One came to it from the list, which is the entry before it. */
  readonly fromList: boolean;
}

const subscribe = createSubscriber((update) => {
  enter(false);
  return on(window, 'hashchange', (event) => {
    const { hash } = new URL(event.oldURL);
    enter(![PLACE, SEARCH, THREADS].some((each) => hash.startsWith(each)));
    update();
  });
});

/** An entry that one comes back to knows already. */
function enter(fromList: boolean): void {
  const entry: Entry = { fromList };
  if (!window.history.state) window.history.replaceState(entry, '');
}

export const LIST = '#/';

/** What is there, or what the settings are above. */
let place = '';

function underSettings(): string {
  if (route.settings === null) place = window.location.hash;
  return place;
}

export const route = {
  /** Null: the list alone. */
  get address(): string | null {
    return addressOf(underSettings());
  },
  /** The id of a message of that conversation, as `Conversation.reach` knows it; '' for none. */
  get message(): string {
    return decoded(underSettings().split('?m=')[1]);
  },
  /** Of a thread of that conversation; '' for none. */
  get thread(): string {
    subscribe();
    return decoded(window.location.hash.split('?t=')[1]);
  },
  /** All threads that one follows. */
  get threads(): boolean {
    subscribe();
    return window.location.hash === THREADS;
  },
  /** What is looked for in messages; null: nothing is. */
  get query(): string | null {
    const hash = underSettings();
    return hash.startsWith(SEARCH) ? decoded(hash.slice(SEARCH.length)) : null;
  },
  /** The section of the settings; '': none is chosen; null: they are not shown. */
  get settings(): string | null {
    subscribe();
    const { hash } = window.location;
    return hash.startsWith(SETTINGS) ? hash.slice(SETTINGS.length + 1) : null;
  },
};

export const hrefOf = (address: string, message = ''): string =>
  PLACE +
  encodeURIComponent(address).replaceAll('%40', '@') +
  (message && `?m=${encodeURIComponent(message)}`);

export const hrefOfThread = (address: string, thread: string): string =>
  `${hrefOf(address)}?t=${encodeURIComponent(thread)}`;

export const searchFor = (query: string): string => SEARCH + encodeURIComponent(query);

export function openSearch(query: string): void {
  window.location.hash = searchFor(query);
}

export const settingsHref = (section = ''): string => `${SETTINGS}/${section}`;

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
  return hash.startsWith(PLACE) ? decoded(hash.slice(PLACE.length).split('?')[0]) || null : null;
}

/** '' for what nobody has encoded. */
function decoded(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
