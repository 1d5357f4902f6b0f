import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parsePresence } from '../xmpp/presence';
import { People } from './people.svelte';

const GRACE = 'grace@localhost';
const [DIRECTORYS, OWN] = ['a'.repeat(40), 'b'.repeat(40)];
const address = (hash: string) => hash && `/pictures/${hash}`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** `now`: the hash of the picture that the directory has of Grace, or ''. */
function office() {
  const directory = { now: DIRECTORYS, asked: 0 };
  const people = new People('localhost', async () => {
    directory.asked += 1;
    return [{ jid: GRACE, name: 'Grace', picture: address(directory.now) || null }];
  });
  const says = async (hash: string) => {
    const photo = `<x xmlns="vcard-temp:x:update"><photo>${hash}</photo></x>`;
    const text = `<presence xmlns="jabber:client" from="${GRACE}/phone">${photo}</presence>`;
    const { documentElement } = new DOMParser().parseFromString(text, 'text/xml');
    const presence = parsePresence(documentElement);
    if (presence) people.seen(presence);
    await vi.runAllTimersAsync();
  };
  return { directory, people, says };
}

it('another picture is shown as often as it changes, and none where there is none', async () => {
  const { directory, people, says } = office();
  const shown = [];
  for (const hash of [DIRECTORYS, OWN, DIRECTORYS, OWN, '', OWN, '']) {
    directory.now = hash;
    await says(hash);
    shown.push(people.pictureOf(GRACE) ?? '');
  }

  expect(shown).toEqual([DIRECTORYS, OWN, DIRECTORYS, OWN, '', OWN, ''].map(address));
});

it('a picture that the directory does not have is asked about once', async () => {
  const { directory, people, says } = office();
  people.shows(GRACE, address(DIRECTORYS));
  for (const hash of [OWN, OWN, OWN]) await says(hash);

  expect(directory.asked).toBe(1);
  expect(people.pictureOf(GRACE)).toBe(address(DIRECTORYS));
});
