import { describe, expect, it, vi } from 'vitest';
import type { Acts } from './act_types';
import { fromGrace, ownBrowser, settled, type Tab, tab } from './testing/office';
import { ADA, Server, ServerTime } from './testing/server';

ownBrowser();

const NODE = 'urn:stoa:preferences:1';
const SECRETIVE = `<telling xmlns="${NODE}" receipts="false" displayed="false" typing="true"/>`;
const AWAY = `<availability xmlns="${NODE}" show="dnd"/>`;
const REQUEST = '<request xmlns="urn:xmpp:receipts"/>';

/** Ada's, whose server refuses so often to say what is set. */
async function refused(condition: string, times: number): Promise<[Tab, Server]> {
  const server = new Server();
  const ada = await tab(server);
  let left = times;
  ada.connection.answers.unshift((iq) =>
    iq.querySelector(`items[node="${NODE}"]`) && left-- > 0
      ? `<iq type="error"><error type="wait"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`
      : null,
  );
  return [ada, server];
}

async function asked(ada: Tab): Promise<void> {
  ada.connection.arrive(fromGrace(new ServerTime().next(), 'psst', REQUEST));
  await settled();
}

const acts = (ada: Tab): Promise<Acts> => ada.client.acts();
const event = (item: string) =>
  `<message type="headline" from="${ADA}"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="${NODE}">${item}</items></event></message>`;

describe('what others are told', () => {
  it('is everything where nothing is set', async () => {
    const [ada] = await refused('item-not-found', 9);
    await ada.online();
    await asked(ada);

    expect(ada.sentWith('received')).toHaveLength(1);
  });

  it('is nothing as long as the server does not say what is set, which is asked again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [ada, server] = await refused('resource-constraint', 1);
    server.published.set(NODE, new Map());
    await ada.online();
    await asked(ada);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ada.sentWith('received')).toEqual([]);

    await vi.advanceTimersByTimeAsync(10_000);
    await settled();
    vi.useRealTimers();

    expect(ada.sentWith('received')).toHaveLength(1);
  });

  it('is not said to be everything because something else is set', async () => {
    const [ada, server] = await refused('resource-constraint', 1);
    server.published.set(NODE, new Map([['telling', SECRETIVE]]));
    await ada.online();
    await asked(ada);

    ada.connection.arrive(event(`<item id="availability">${AWAY}</item>`));
    await settled();
    expect(ada.sentWith('received')).toEqual([]);
    const { own } = await acts(ada);
    await own.tell({ typing: false });
    await settled();

    expect(server.published.get(NODE)?.get('telling')).toContain('receipts="false"');
    expect(own.telling).toEqual({ receipts: false, displayed: false, typing: false });
    expect(ada.sentWith('received')).toEqual([]);
  });

  it('is not changed where the server does not say what is set', async () => {
    const [ada, server] = await refused('resource-constraint', 9);
    server.published.set(NODE, new Map([['telling', SECRETIVE]]));
    await ada.online();
    const { own } = await acts(ada);

    await expect(own.tell({ typing: false })).rejects.toThrow();
    await expect(own.become({ show: 'away', status: '', until: null })).rejects.toThrow();
    await asked(ada);

    expect(server.published.get(NODE)?.get('telling')).toBe(SECRETIVE);
    expect(ada.sentWith('received')).toEqual([]);
  });
});
