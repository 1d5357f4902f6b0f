import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as route from './route';

const { addressOf, hrefOf } = route;

describe('the address of a conversation in the address bar', () => {
  it.each(['ada@localhost', 'd\\27artagnan@localhost', 'größe@例え.jp', 'a/b?c#d%@localhost'])(
    'of %s can be read again',
    (address) => {
      expect(addressOf(hrefOf(address))).toBe(address);
    },
  );

  it.each(['', '#', '#/', '#/c/', '#/c/%E0%A4%A', '#/settings'])('is none in %j', (hash) => {
    expect(addressOf(hash)).toBeNull();
  });
});

describe('the way back to the list', () => {
  let leave: (() => void) | null = null;

  /** The page with this module begins, and the one before it is gone. */
  function load(module: typeof import('./route')) {
    leave?.();
    leave = $effect.root(() => {
      $effect(() => void module.route.address);
    });
    flushSync();
    return module;
  }

  /** Follows a link. */
  async function go(hash: string) {
    const gone = new Promise((done) => addEventListener('hashchange', done, { once: true }));
    window.location.hash = hash;
    await gone;
  }

  function tap(back: (event: MouseEvent) => void): boolean {
    const event = new MouseEvent('click', { cancelable: true });
    back(event);
    return event.defaultPrevented;
  }

  beforeEach(() => {
    vi.spyOn(window.history, 'back').mockReturnValue();
    window.history.replaceState(null, '', '#/');
  });
  afterEach(() => {
    leave?.();
    window.history.replaceState(null, '', '#');
  });

  it('is the way one came, also when the page was loaded again on it', async () => {
    load(route);
    await go('#/c/grace@localhost');

    // @ts-expect-error: the same once more, as a page has it that is loaded again
    const { backToList } = load(await import('./route?again'));

    expect(tap(backToList)).toBe(true);
    expect(window.history.back).toHaveBeenCalledOnce();
  });

  it('is a link where one came from elsewhere', async () => {
    window.history.replaceState(null, '', '#/c/grace@localhost');
    const { backToList } = load(route);
    expect(tap(backToList)).toBe(false);

    await go('#/c/linus@localhost');

    expect(tap(backToList)).toBe(false);
    expect(window.history.back).not.toHaveBeenCalled();
  });
});

it.each(['from:ada@localhost "next week" #größe', '100% & more?m=1', ''])(
  'a search for %j can be read again',
  (query) => {
    window.history.replaceState(null, '', route.searchFor(query));
    expect(route.route.query).toBe(query);
    expect(route.route.address).toBeNull();
    expect(route.route.message).toBe('');
    window.history.replaceState(null, '', '#');
  },
);

it('a message has an address within that of its conversation', () => {
  window.history.replaceState(null, '', hrefOf('a/b?m=c@localhost', '17?95'));

  expect(route.route.address).toBe('a/b?m=c@localhost');
  expect(route.route.message).toBe('17?95');
  expect(route.route.query).toBeNull();
  window.history.replaceState(null, '', '#');
});
