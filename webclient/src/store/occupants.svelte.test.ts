import { flushSync } from 'svelte';
import { expect, it, vi } from 'vitest';
import { type OccupantPresence, parseOccupant } from '../xmpp/rooms';
import { parseXml } from '../xmpp/xml';
import { Occupants } from './occupants.svelte';

const MANY = 3_000;

const xml = `<presence xmlns="jabber:client" from="r@c.localhost/p" to="ada@localhost/x"><x xmlns="http://jabber.org/protocol/muc#user"><item jid="p@localhost/y" role="participant" affiliation="member"/></x></presence>`;
const one = parseOccupant(parseXml(xml) as Element) as OccupantPresence;
const occupant = (nth: number) => ({ ...one, nick: `p${nth}`, address: `p${nth}@localhost` });

it('3,000 people who come at once are shown few times, and in the end all of them', () => {
  vi.useFakeTimers();
  const room = new Occupants({ names: new Map(), pictureOf: () => null });
  let shown = 0;
  let last = 0;
  const end = $effect.root(() => {
    $effect(() => {
      last = room.list.length;
      shown++;
    });
  });
  for (let nth = 0; nth < MANY; nth++) {
    room.set(occupant(nth));
    flushSync();
  }
  vi.advanceTimersByTime(1_000);
  flushSync();

  expect(last).toBe(MANY);
  expect(shown).toBeLessThan(100);
  expect(room.list.slice(0, 2).map((each) => each.nick)).toEqual(['p0', 'p1']);

  for (let nth = 0; nth < MANY; nth++) room.delete(`p${nth}`);
  vi.advanceTimersByTime(1_000);
  flushSync();
  expect(last).toBe(0);
  end();
});
