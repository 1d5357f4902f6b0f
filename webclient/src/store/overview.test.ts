import { describe, expect, it, vi } from 'vitest';
import { bodies, child, fromGrace, ownBrowser, settled, type Tab, tab } from './testing/office';
import { ADA, GRACE, type Inboxed, LINUS, ROOM, Server, ServerTime } from './testing/server';

ownBrowser();

const EMMY = 'emmy@localhost';
const [PINNED, ARCHIVED, UNREAD] = ['pinned', 'archived', 'unread'].map(
  (name) => `urn:stoa:${name}:1`,
) as [string, string, string];
const BOOKMARKS = 'urn:xmpp:bookmarks:1';

async function online(server: Server): Promise<Tab> {
  const ada = await tab(server);
  await ada.online();
  return ada;
}

function event(node: string, inside: string): string {
  return `<message type="headline" from="${ADA}" to="${ADA}/web-1"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="${node}">${inside}</items></event></message>`;
}

function published(node: string, address: string, payload: string): string {
  return event(node, `<item id="${address}">${payload}</item>`);
}

function items(server: Server, node: string): string[] {
  return [...(server.published.get(node)?.keys() ?? [])];
}

function manyTalks(time: ServerTime, count: number): Inboxed[] {
  return Array.from({ length: count }, (_, number) => ({
    address: `p${number}@localhost`,
    id: time.next(),
    body: `said ${number}`,
  })).reverse();
}

describe('the list of conversations', () => {
  it('has what the archive knows: who, what was said last, what is unread', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.inbox = [{ address: EMMY, id: time.next(), body: 'Symmetry', unread: 7, read: '' }];

    const ada = await online(server);

    const emmy = ada.with(EMMY);
    expect(emmy).toMatchObject({ unread: 7, unreadIsMinimum: false, messages: [] });
    expect(emmy.preview).toMatchObject({ body: 'Symmetry', own: false, kind: 'text' });
    expect(ada.client.conversations.map((each) => each.address)).toEqual([EMMY, GRACE, LINUS]);
    expect(ada.client.source.state).toBe('complete');
  });

  it('is what this browser has kept until there is a connection', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.inbox = [{ address: EMMY, id: time.next(), body: 'Symmetry', unread: 2, mentions: 1 }];
    const before = await online(server);
    before.with(EMMY).pin(true);
    before.with(GRACE).setNotify('never', null);
    dispatchEvent(new Event('pagehide'));
    await settled();
    sessionStorage.clear();

    const after = await tab(server);

    expect(after.with(EMMY)).toMatchObject({ unread: 2, mentions: 1, pinned: true });
    expect(after.with(EMMY).preview?.body).toBe('Symmetry');
    expect(after.with(GRACE).notify).toBe('never');
  });

  it('shows its first page at once, and the others as they are wanted', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.inboxPage = 10;
    server.inbox = manyTalks(time, 25);
    const ada = await online(server);
    const known = () => ada.client.conversations.filter((each) => each.preview).length;
    expect([known(), ada.client.source.state]).toEqual([10, 'more']);

    await ada.client.source.more();
    expect([known(), ada.client.source.state]).toEqual([20, 'more']);
    await ada.client.source.more();
    await ada.client.source.more();

    expect([known(), ada.client.source.state]).toEqual([25, 'complete']);
    expect(server.inboxQueries).toHaveLength(3);
  });

  it('reads on after an interruption as far as there is news, and no further', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.inboxPage = 10;
    server.inbox = manyTalks(time, 30);
    const ada = await online(server);
    await ada.client.source.more();
    await ada.client.source.more();
    const moved = server.inbox.splice(15, 12).map((each) => ({ ...each, id: time.next() }));
    server.inbox.unshift(...moved.reverse());
    const asked = server.inboxQueries.length;

    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    await ada.online();

    const order = ada.client.conversations.slice(0, 12).map((each) => each.address);
    expect(order).toEqual(moved.map((each) => each.address));
    expect(server.inboxQueries.length - asked).toBe(2);
    expect(ada.client.source.state).toBe('complete');
  });

  it('stays current from the stream, and counts on from what the archive has counted', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.inbox = [{ address: GRACE, id: time.next(), body: 'old', unread: 3 }];
    const ada = await online(server);

    ada.connection.arrive(fromGrace(time.next(), 'new'));

    expect(ada.with(GRACE)).toMatchObject({ unread: 4, preview: { body: 'new' } });
    ada.with(GRACE).markRead();
    expect(ada.with(GRACE).unread).toBe(0);
  });

  it('marks as read what is not in this browser', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const id = time.next();
    server.inbox = [{ address: EMMY, id, body: 'Symmetry', unread: 3 }];
    const ada = await online(server);

    ada.with(EMMY).markRead();
    dispatchEvent(new Event('pagehide'));
    await settled();

    expect(ada.with(EMMY).unread).toBe(0);
    expect(server.published.get('urn:xmpp:mds:displayed:0')?.get(EMMY)).toContain(id);
  });

  describe('has not read what is only on its way to whoever looks', () => {
    const MARKABLE = '<markable xmlns="urn:xmpp:chat-markers:0"/>';
    const marked = (ada: Tab) =>
      ada
        .sentWith('displayed')
        .map((each) => each.getElementsByTagName('displayed')[0]?.getAttribute('id'));

    it('at a conversation that was just opened', async () => {
      const [server, time] = [new Server(), new ServerTime()];
      const id = time.next();
      server.inbox = [{ address: GRACE, id, body: 'missed', unread: 1 }];
      const ada = await online(server);
      ada.with(GRACE).attend(true);
      await settled();
      expect(marked(ada)).toEqual([]);

      ada.connection.arrive(fromGrace(id, 'missed', MARKABLE));
      await settled();

      expect(marked(ada)).toEqual([`g${id}`]);
      expect(ada.with(GRACE).unread).toBe(0);
    });

    it('after an interruption, also where the archive takes an answer for reading', async () => {
      const [server, time] = [new Server(), new ServerTime()];
      const ada = await online(server);
      ada.with(GRACE).attend(true);
      const id = time.next();
      server.inbox = [{ address: GRACE, id, body: 'missed', unread: 0, read: id }];
      ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
      await ada.online();

      ada.connection.arrive(fromGrace(id, 'missed', MARKABLE));
      await settled();

      expect(marked(ada)).toEqual([`g${id}`]);
    });
  });

  it('has a room when there is a bookmark of it, and what was said there', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.inbox = [
      { address: ROOM, id: time.next(), body: 'Steam', sender: GRACE, mentions: 1, unread: 1 },
    ];
    const ada = await online(server);
    expect(ada.client.conversation(ROOM)).toBeNull();

    ada.connection.arrive(
      published(BOOKMARKS, ROOM, `<conference xmlns="${BOOKMARKS}" autojoin="true"/>`),
    );
    await settled();

    expect(ada.with(ROOM)).toMatchObject({ kind: 'room', mentions: 1, preview: { body: 'Steam' } });
    expect(ada.with(ROOM).preview?.author.name).toBe('Grace Hopper');
  });

  it('has what was set and joined while slower answers were on their way', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const ada = await tab(server);
    const told = [
      [
        GRACE,
        '<conference xmlns="urn:xmpp:bookmarks:1"><extensions><notify xmlns="urn:xmpp:notification-settings:1"><never/></notify></extensions></conference>',
      ],
      [`new-${ROOM}`, '<conference xmlns="urn:xmpp:bookmarks:1" autojoin="true"/>'],
    ] as const;
    ada.connection.answers.unshift((iq) => {
      if (child(iq, 'inbox'))
        for (const [address, payload] of told)
          ada.connection.arrive(published(BOOKMARKS, address, payload));
      return null;
    });

    await ada.online();

    expect(ada.with(GRACE).notify).toBe('never');
    expect(ada.client.conversation(`new-${ROOM}`)?.kind).toBe('room');
  });

  it('is not filled by others', async () => {
    const server = new Server();
    const ada = await online(server);
    const query = ada.connection.sent.findLast((each) => each.querySelector('inbox'));
    ada.connection.arrive(
      `<message from="mallory@localhost/x" to="${ADA}/web-1"><entry xmlns="urn:xmpp:inbox:1" jid="bank@localhost" unread="1" id="1"/></message>`,
    );

    expect(query).toBeTruthy();
    expect(ada.client.conversation('bank@localhost')).toBeNull();
  });

  it('is asked again where the archive did not answer', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.inboxPage = 1;
    server.inbox = manyTalks(time, 2);
    const ada = await online(server);
    const { answers } = ada.connection;
    answers.unshift((iq) =>
      iq.querySelector('inbox')
        ? '<iq type="error"><error type="wait"><resource-constraint xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>'
        : null,
    );

    await ada.client.source.more();
    expect(ada.client.source.state).toBe('failed');
    answers.shift();
    await ada.client.source.more();

    expect(ada.client.source.state).toBe('complete');
  });

  it('asks about a call, of which only the archive knows what became', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    server.inbox = [{ address: GRACE, id: time.next(), body: '', kind: 'call' }];

    ada.connection.arrive(
      `<message from="${GRACE}/desk" to="${ADA}"><propose xmlns="urn:xmpp:jingle-message:0" id="c1"/></message>`,
    );
    await vi.advanceTimersByTimeAsync(1_000);
    await settled();

    expect(ada.with(GRACE).preview?.kind).toBe('call');
  });

  it('never forgets a conversation that was only begun, with its draft', async () => {
    const server = new Server();
    const before = await online(server);
    before.connection.arrive(
      `<message type="chat" id="e1" from="${EMMY}/desk" to="${ADA}"><body>x</body></message>`,
    );
    before.with(EMMY).setDraft('Dear Emmy');
    await settled();

    const after = await online(server);

    expect(after.with(EMMY).draft).toBe('Dear Emmy');
  });
});

describe('a pinned conversation', () => {
  it('is first, here and on other devices', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await online(server);
    ada.connection.arrive(fromGrace(time.next(), 'new'));

    ada.with(LINUS).pin(true);
    await settled();
    expect(ada.client.conversations.map((each) => each.address)).toEqual([LINUS, GRACE]);
    expect(items(server, PINNED)).toEqual([LINUS]);

    ada.connection.arrive(event(PINNED, `<retract id="${LINUS}"/>`));
    ada.connection.arrive(published(PINNED, GRACE, `<pinned xmlns="${PINNED}"/>`));
    await settled();
    expect(ada.client.conversations.map((each) => each.pinned)).toEqual([true, false]);
  });

  it('is what the last wish was, also while the server has yet to answer', async () => {
    const server = new Server();
    const ada = await online(server);

    ada.with(GRACE).pin(true);
    ada.with(GRACE).pin(false);
    ada.connection.arrive(published(PINNED, GRACE, `<pinned xmlns="${PINNED}"/>`));
    await settled();

    expect(ada.with(GRACE).pinned).toBe(false);
    expect(items(server, PINNED)).toEqual([]);
  });

  it('is told when the connection is back', async () => {
    const server = new Server();
    const ada = await online(server);
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });

    ada.with(GRACE).pin(true);
    await settled();
    expect(items(server, PINNED)).toEqual([]);
    await ada.online();

    expect(items(server, PINNED)).toEqual([GRACE]);
    expect(ada.with(GRACE).pinned).toBe(true);
  });
});

describe('an archived conversation', () => {
  it('comes back with the next message, for the archive too', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await online(server);
    ada.connection.arrive(fromGrace(time.next(), 'one'));
    ada.with(GRACE).archive(true);
    await settled();
    expect([ada.with(GRACE).archived, items(server, ARCHIVED)]).toEqual([true, [GRACE]]);

    ada.connection.arrive(fromGrace(time.next(), 'two'));
    await settled();

    expect([ada.with(GRACE).archived, items(server, ARCHIVED)]).toEqual([false, []]);
  });

  it('is back where something was said while nobody was there', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const [then, now] = [time.next(), time.next()];
    server.published.set(
      ARCHIVED,
      new Map([
        [GRACE, `<archived xmlns="${ARCHIVED}" up-to="${then}"/>`],
        [LINUS, `<archived xmlns="${ARCHIVED}" up-to="${now}"/>`],
      ]),
    );
    server.inbox = [
      { address: LINUS, id: now, body: 'before' },
      { address: GRACE, id: now, body: 'after' },
    ];

    const ada = await online(server);
    await settled();

    expect([ada.with(GRACE).archived, ada.with(LINUS).archived]).toEqual([false, true]);
    expect(items(server, ARCHIVED)).toEqual([LINUS]);
    expect(ada.client.unread).toBe(0);
  });
});

describe('a conversation marked as unread', () => {
  it('is so on all devices until it is read on one', async () => {
    const server = new Server();
    const ada = await online(server);

    ada.with(GRACE).markUnread();
    await settled();
    expect([ada.with(GRACE).markedUnread, items(server, UNREAD)]).toEqual([true, [GRACE]]);
    ada.with(GRACE).markRead();
    await settled();

    expect([ada.with(GRACE).markedUnread, items(server, UNREAD)]).toEqual([false, []]);
  });
});

describe('a muted conversation', () => {
  it('counts for nothing beside the title, and mentions where they are wanted', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.rooms = [ROOM];
    server.inbox = [
      { address: ROOM, id: time.next(), body: 'Ada!', unread: 5, mentions: 2 },
      { address: GRACE, id: time.next(), body: 'x', unread: 3 },
    ];
    const ada = await online(server);
    expect(ada.client.unread).toBe(8);

    ada.with(GRACE).setNotify('never', null);
    ada.with(ROOM).setNotify('on-mention', null);
    await settled();

    expect(ada.client.unread).toBe(2);
    expect(server.published.get(BOOKMARKS)?.get(GRACE)).toContain('never');
    expect(server.published.get(BOOKMARKS)?.get(ROOM)).toContain('autojoin="true"');
  });

  it('is one for as long as was wished', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const server = new Server();
    const ada = await online(server);
    ada.with(GRACE).setNotify('never', Date.now() + 60_000);
    await settled();
    expect([ada.with(GRACE).notify, items(server, BOOKMARKS)]).toEqual(['never', [GRACE]]);

    await vi.advanceTimersByTimeAsync(61_000);
    await settled();

    expect([ada.with(GRACE).notify, items(server, BOOKMARKS)]).toEqual(['always', []]);
  });
});

describe('a mention in a room', () => {
  const says = (id: string, body: string, more = '') =>
    `<message type="groupchat" id="m${id}" from="${ROOM}/Grace" to="${ADA}/web-1"><body>${body}</body>${more}<stanza-id xmlns="urn:xmpp:sid:0" by="${ROOM}" id="${id}"/></message>`;
  const reference = (uri: string, type = 'mention') =>
    `<reference xmlns="urn:xmpp:reference:0" type="${type}" uri="${uri}"/>`;

  it.each([
    ['ada lovelace: look', '', 1],
    ['Look, @Ada Lovelace!', '', 1],
    ['Ada Lovelaces', '', 0],
    ['Look', reference('xmpp:ada@localhost'), 1],
    ['Look', reference('xmpp:ada@localhost', 'data'), 0],
    ['Look', reference('xmpp:grace@localhost'), 0],
    ['Look', reference(`xmpp:${ROOM}`), 1],
    ['Look', '<mention xmlns="urn:xmpp:mentions:0" mentions="urn:xmpp:mentions:0#channel"/>', 1],
    ['Look', reference('xmpp:%'), 0],
  ])('%s %s', async (body, more, mentions) => {
    const [server, time] = [new Server(), new ServerTime()];
    server.rooms = [ROOM];
    const ada = await online(server);

    ada.connection.arrive(says(time.next(), body, more));

    expect(ada.with(ROOM)).toMatchObject({ unread: 1, mentions });
    expect(bodies(ada.with(ROOM))).toEqual([body]);
  });
});
