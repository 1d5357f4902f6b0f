import { describe, expect, it, vi } from 'vitest';
import { Locks } from './testing/locks';
import { carbon, end, fromGrace, ownBrowser, settled, tab, toGrace } from './testing/office';
import { ADA, GRACE, LINUS, Server, ServerTime } from './testing/server';

ownBrowser();

const MDS = 'urn:xmpp:mds:displayed:0';
const MARKABLE = '<markable xmlns="urn:xmpp:chat-markers:0"/>';
const REQUEST = '<request xmlns="urn:xmpp:receipts"/>';

async function hears(...texts: string[]) {
  const [server, time] = [new Server(), new ServerTime()];
  const ada = await tab(server);
  await ada.online();
  const ids = texts.map((text) => {
    const id = time.next();
    ada.connection.arrive(fromGrace(id, text, MARKABLE + REQUEST));
    return id;
  });
  return { server, time, ada, grace: ada.with(GRACE), ids };
}

function displayedItem(id: string, by = ADA): string {
  return `<displayed xmlns="${MDS}"><stanza-id xmlns="urn:xmpp:sid:0" by="${by}" id="${id}"/></displayed>`;
}

function published(id: string, from = ADA): string {
  return `<message type="headline" from="${from}"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="${MDS}"><item id="${GRACE}">${displayedItem(id)}</item></items></event></message>`;
}

const named = (name: string) => (stanza: Element) =>
  stanza.getElementsByTagName(name)[0]?.getAttribute('id');

describe('what others write', () => {
  it('counts as unread until it is read, here', async () => {
    const { ada, grace } = await hears('one', 'two');
    expect([grace.unread, ada.client.unread]).toEqual([2, 2]);

    grace.markRead();

    expect([grace.unread, ada.client.unread]).toEqual([0, 0]);
  });

  it('is marked as displayed once, up to the newest, and is published for the other devices', async () => {
    const { server, ada, grace, ids } = await hears('one', 'two');

    grace.markRead();
    grace.markRead();
    await settled();

    expect(ada.sentWith('displayed').map(named('displayed'))).toEqual([`g${ids[1]}`]);
    expect(ada.sentWith('displayed')[0]?.getElementsByTagName('store')).toHaveLength(1);
    await vi.waitFor(() => expect(server.published.get(MDS)?.get(GRACE)).toContain(ids[1]), 3000);
  });

  it('is told by a page that leads only after the one before it has gone', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const [before, ada] = [await tab(server), await tab(server)];
    await ada.online();
    vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(() => undefined);
    const id = time.next();
    ada.connection.arrive(fromGrace(id, 'one', MARKABLE));
    ada.with(GRACE).markRead();
    await settled();
    expect(ada.sentWith('displayed')).toHaveLength(0);

    await end(before);
    await settled();

    expect(ada.sentWith('displayed').map(named('displayed'))).toEqual([`g${id}`]);
    await vi.waitFor(() => expect(server.published.get(MDS)?.get(GRACE)).toContain(id), 3000);
  });

  it('is told by the next page where there was no connection', async () => {
    const { server, ada, grace, ids } = await hears('one', 'two');
    const id = ids[1] ?? '';
    ada.connection.become({ kind: 'connecting' });
    grace.markRead();
    dispatchEvent(new Event('pagehide'));
    await settled();
    sessionStorage.clear();
    Object.defineProperty(navigator, 'locks', { configurable: true, value: new Locks() });
    server.inbox = [{ address: GRACE, id, body: 'two', unread: 2, read: '' }];

    const next = await tab(server);
    await next.online();

    expect(next.sentWith('displayed').map(named('displayed'))).toEqual([`g${id}`]);
    await vi.waitFor(() => expect(server.published.get(MDS)?.get(GRACE)).toContain(id), 3000);
  });

  it('gets a receipt, which archives keep', async () => {
    const { ada, ids } = await hears('one');
    await settled();

    const receipts = ada.sentWith('received');
    expect(receipts.map(named('received'))).toEqual([`g${ids[0]}`]);
    expect(receipts[0]?.getElementsByTagName('store')).toHaveLength(1);
    expect(receipts[0]?.getAttribute('to')).toBe(`${GRACE}/desk`);
  });

  it('gets no receipt from here for what another device received', async () => {
    const { ada, time } = await hears();
    const message = (resource: string) =>
      carbon(
        'received',
        fromGrace(time.next(), 'x', REQUEST).replace(`to="${ADA}"`, `to="${ADA}/${resource}"`),
      );

    ada.connection.arrive(message('telephone'));
    await settled();
    expect(ada.sentWith('received')).toHaveLength(0);
    ada.connection.arrive(message('web-another-tab'));
    await settled();

    expect(ada.sentWith('received')).toHaveLength(1);
  });

  it('is read here when another device has read it', async () => {
    const { ada, grace, ids } = await hears('one', 'two', 'three');

    ada.connection.arrive(published(ids[1] ?? ''));

    expect(grace.unread).toBe(1);
  });

  it('stays unread when anybody else claims that we have read it', async () => {
    const { ada, grace, ids } = await hears('one', 'two');

    for (const forger of [GRACE, 'localhost', `${ADA}/web-evil`])
      ada.connection.arrive(published(ids[1] ?? '', forger));

    expect(grace.unread).toBe(2);
  });

  it('never becomes unread again by an older word of what was read', async () => {
    const { ada, grace, ids } = await hears('one', 'two');

    ada.connection.arrive(published(ids[1] ?? ''));
    ada.connection.arrive(published(ids[0] ?? ''));

    expect(grace.unread).toBe(0);
  });

  it('is read by the marker that another own client sent', async () => {
    const { ada, grace, ids } = await hears('one', 'two');
    const marker = `<message type="chat" from="${ADA}/telephone" to="${GRACE}"><displayed xmlns="urn:xmpp:chat-markers:0" id="g${ids[0]}"/></message>`;

    ada.connection.arrive(carbon('sent', marker));

    expect(grace.unread).toBe(1);
  });

  it('is read up to an own answer from anywhere', async () => {
    const { ada, grace, time } = await hears('one', 'two');
    const id = time.next();

    ada.connection.arrive(
      carbon(
        'sent',
        toGrace('m1', 'answer', `<stanza-id xmlns="urn:xmpp:sid:0" by="${ADA}" id="${id}"/>`),
      ),
    );
    expect(grace.unread).toBe(0);
    ada.connection.arrive(fromGrace(time.next(), 'three'));

    expect(grace.unread).toBe(1);
  });

  it('counts from what was read before the page was opened', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ids = ['one', 'two', 'three'].map((text) => {
      const id = time.next();
      server.archive(ADA, id, fromGrace(id, text));
      return id;
    });
    server.published.set(MDS, new Map([[GRACE, displayedItem(ids[1] ?? '')]]));

    const ada = await tab(server);
    await ada.online();

    expect(ada.with(GRACE)).toMatchObject({ unread: 1, unreadIsMinimum: false });
    expect(ada.with(LINUS).unread).toBe(0);
  });

  it('is at least so much where the archive goes further back', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    for (let n = 0; n < 250; n++) {
      const id = time.next();
      server.archive(ADA, id, fromGrace(id, String(n)));
    }

    const ada = await tab(server);
    await ada.online();

    expect(ada.with(GRACE)).toMatchObject({ unread: 200, unreadIsMinimum: true });
  });
});

describe('the line "new messages"', () => {
  it('stays where it was when the conversation was opened', async () => {
    const { ada, grace, time } = await hears('one', 'two');
    grace.open();
    const first = grace.messages[0]?.key;
    expect(grace.firstUnreadKey).toBe(first);

    grace.markRead();
    ada.connection.arrive(fromGrace(time.next(), 'three'));

    expect(grace.firstUnreadKey).toBe(first);
    grace.close();
    expect(grace.firstUnreadKey).toBeNull();
  });

  it('is not there when everything was read', async () => {
    const { grace } = await hears('one');
    grace.markRead();

    grace.open();

    expect(grace.firstUnreadKey).toBeNull();
  });

  it('is drawn for what comes while nobody looks', async () => {
    const { ada, grace, time } = await hears('one');
    grace.open();
    grace.markRead();
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);

    ada.connection.arrive(fromGrace(time.next(), 'two'));
    ada.connection.arrive(fromGrace(time.next(), 'three'));

    expect(grace.firstUnreadKey).toBe(grace.messages[1]?.key);
  });

  it('goes when one answers', async () => {
    const { grace } = await hears('one');
    grace.open();

    grace.send('answer');
    await settled();

    expect(grace.firstUnreadKey).toBeNull();
  });
});
