import { afterEach, describe, expect, it, vi } from 'vitest';
import { IDLE_AFTER_MS } from './idleness';
import { ownBrowser, settled, type Tab } from './testing/office';
import { inside, there } from './testing/rooms';
import { ADA, ROOM } from './testing/server';

ownBrowser();
afterEach(() => vi.useRealTimers());

const SETTLED_MS = 10_000;
const INFO = 'http://jabber.org/protocol/disco#info';
const BUSY = { show: 'dnd', status: 'Thinking', until: null } as const;
const PLAIN = { show: null, status: '', until: null } as const;

/** A room of so many others, and what Ada is there. */
async function crowd(others: number) {
  const { ada, room } = await inside();
  for (let nth = 0; nth < others; nth++)
    ada.connection.arrive(there(`p${nth}`, `p${nth}@localhost`));
  await settled();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  return { ada, room, own: (await ada.client.acts()).own };
}

/** What the room was told: show and status. */
const told = ({ connection }: Tab) =>
  connection.sent
    .filter((each) => each.localName === 'presence' && each.getAttribute('to')?.startsWith(ROOM))
    .filter((each) => !each.querySelector('x'))
    .map((each) => ['show', 'status'].map((name) => each.querySelector(name)?.textContent ?? ''));

describe('a room of more than a hundred', () => {
  it('is told what somebody sets, once they leave it at that', async () => {
    const { ada, own } = await crowd(120);
    await own.become(BUSY);
    await own.become({ ...BUSY, status: 'Still thinking' });
    await vi.advanceTimersByTimeAsync(SETTLED_MS - 1);
    expect(told(ada)).toEqual([]);

    await vi.advanceTimersByTimeAsync(1);
    expect(told(ada)).toEqual([['dnd', 'Still thinking']]);
    await own.become(PLAIN);
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(told(ada).at(-1)).toEqual(['', '']);
  });

  it('is told nothing by whoever changes their mind', async () => {
    const { ada, own } = await crowd(120);
    await own.become(BUSY);
    await own.become(PLAIN);
    await vi.advanceTimersByTimeAsync(SETTLED_MS);

    expect(told(ada)).toEqual([]);
  });

  it('is not told that somebody is idle', async () => {
    const { ada } = await crowd(120);
    await vi.advanceTimersByTimeAsync(IDLE_AFTER_MS + SETTLED_MS);

    expect(told(ada)).toEqual([]);
  });

  it('is told of whoever was busy while it was small that they are not any more', async () => {
    const { ada, own } = await crowd(10);
    await own.become(BUSY);
    expect(told(ada)).toEqual([['dnd', 'Thinking']]);
    for (let nth = 10; nth < 120; nth++)
      ada.connection.arrive(there(`p${nth}`, `p${nth}@localhost`));
    await vi.advanceTimersByTimeAsync(1_000);
    await own.become(PLAIN);
    await vi.advanceTimersByTimeAsync(SETTLED_MS);

    expect(told(ada).at(-1)).toEqual(['', '']);
  });

  it('tells of some who are there, and says how many it are', async () => {
    const { ada, room } = await crowd(0);
    ada.connection.answers.unshift((iq) =>
      iq.querySelector('query')?.namespaceURI === INFO
        ? `<iq type="result" from="${ROOM}" to="${ADA}/web-1"><query xmlns="${INFO}"><identity category="conference" type="text" name="Engines"/><x xmlns="jabber:x:data" type="result"><field var="FORM_TYPE" type="hidden"><value>http://jabber.org/protocol/muc#roominfo</value></field><field var="muc#roominfo_occupants"><value>3000</value></field></x></query></iq>`
        : null,
    );
    expect(room.occupantCount).toBe(2);
    const { rooms } = await ada.client.acts();
    await rooms.about(ROOM);

    expect(room.occupantCount).toBe(3_000);
    expect(room.occupants).toHaveLength(2);
  });
});
