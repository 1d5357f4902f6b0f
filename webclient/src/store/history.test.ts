import { describe, expect, it, vi } from 'vitest';
import type { StoredConversation } from './conversation.svelte';
import { bodies, end, fromGrace, ownBrowser, settled, tab, toGrace } from './testing/office';
import { ADA, GRACE, LINUS, ROOM, result, Server, ServerTime } from './testing/server';

ownBrowser();

function grown(messages: number): { server: Server; time: ServerTime } {
  const [server, time] = [new Server(), new ServerTime()];
  for (let n = 1; n <= messages; n++) {
    const id = time.next();
    server.archive(ADA, id, fromGrace(id, `message ${n}`));
  }
  return { server, time };
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `message ${from + at}`);

describe('history', () => {
  it('shows the newest messages of the archive on the first sign-in', async () => {
    const { server } = grown(3);
    const ada = await tab(server);

    await ada.online();

    expect(bodies(ada.with(GRACE))).toEqual(numbered(1, 3));
    expect(ada.with(GRACE).history).toBe('beginning');
  });

  it('is the same message once, live and from the archive, in whichever order', async () => {
    const { server, time } = grown(1);
    const ada = await tab(server);
    await ada.online();
    const id = time.next();
    ada.connection.arrive(fromGrace(id, 'live'));
    server.archive(ADA, id, fromGrace(id, 'live'));
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });

    await ada.online();
    ada.connection.arrive(fromGrace(id, 'live'));

    expect(bodies(ada.with(GRACE))).toEqual(['message 1', 'live']);
  });

  it('is loaded page by page backwards, up to the beginning', async () => {
    const { server } = grown(260);
    const ada = await tab(server);
    await ada.online();
    const grace = ada.with(GRACE);
    expect(bodies(grace)).toEqual(numbered(61, 260));

    await grace.loadOlder();
    expect(bodies(grace)).toEqual(numbered(31, 260));
    await grace.loadOlder();

    expect(bodies(grace)).toEqual(numbered(1, 260));
    expect(grace.history).toBe('beginning');
  });

  it('is shown a page at a time, however many tasks it takes', async () => {
    const { server } = grown(260);
    const ada = await tab(server);
    await ada.online();
    const grace = ada.with(GRACE);
    const shown = new Set([grace.messages.length]);
    const look = setInterval(() => shown.add(grace.messages.length));

    await grace.loadOlder();
    clearInterval(look);

    expect([...shown.add(grace.messages.length)]).toEqual([200, 230]);
  });

  it('keeps nobody from seeing what is said while it is taken', async () => {
    const { server, time } = grown(260);
    const ada = await tab(server);
    await ada.online();
    const grace = ada.with(GRACE);
    let isOver = false;
    const loading = grace.loadOlder().finally(() => {
      isOver = true;
    });
    const { entries } = (grace as StoredConversation).timeline;
    while (entries.length === 200) await new Promise((done) => setTimeout(done));

    ada.connection.arrive(fromGrace(time.next(), 'live'));

    expect([bodies(grace).at(-1), isOver]).toEqual(['live', false]);
    await loading;
    expect(bodies(grace)).toEqual([...numbered(31, 260), 'live']);
  });

  it('is asked for once, however often one scrolls', async () => {
    const { server } = grown(260);
    const ada = await tab(server);
    await ada.online();
    const before = server.queries.length;

    await Promise.all([1, 2, 3].map(() => ada.with(GRACE).loadOlder()));

    expect(server.queries.length).toBe(before + 1);
  });

  it('catches up from five minutes before the newest known message, for those filed behind it', async () => {
    const { server, time } = grown(1);
    const ada = await tab(server);
    await ada.online();
    const late = time.next();
    const newest = time.next(60);
    ada.connection.arrive(fromGrace(newest, 'newest'));
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    server.archive(ADA, late, fromGrace(late, 'redelivered'));

    await ada.online();

    expect(bodies(ada.with(GRACE))).toEqual(['message 1', 'redelivered', 'newest']);
  });

  it('sends receipts for what was missed, but not where one of ours is in the archive', async () => {
    const { server, time } = grown(1);
    const ada = await tab(server);
    await ada.online();
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    const request = '<request xmlns="urn:xmpp:receipts"/>';
    const [answered, missed, receipt] = [time.next(), time.next(), time.next()];
    server.archive(ADA, answered, fromGrace(answered, 'answered', request));
    server.archive(ADA, missed, fromGrace(missed, 'missed', request));
    const received = `<received xmlns="urn:xmpp:receipts" id="g${answered}"/>`;
    server.archive(
      ADA,
      receipt,
      `<message type="chat" from="${ADA}/desk" to="${GRACE}">${received}</message>`,
    );

    await ada.online();
    await vi.waitFor(() => expect(ada.sentWith('received')).toHaveLength(1));

    expect(ada.sentWith('received')[0]?.firstElementChild?.getAttribute('id')).toBe(`g${missed}`);
  });

  it('knows what another own client has read meanwhile', async () => {
    const { server, time } = grown(3);
    const id = time.next();
    const marker = `<displayed xmlns="urn:xmpp:chat-markers:0" id="g${server.archives.get(ADA)?.[1]?.id}"/>`;
    server.archive(
      ADA,
      id,
      `<message type="chat" from="${ADA}/telephone" to="${GRACE}">${marker}</message>`,
    );
    const ada = await tab(server);

    await ada.online();

    expect(ada.with(GRACE).unread).toBe(1);
  });

  it('of others is as unread as it was when one of them has said too much to be read at once', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    const id = time.next();
    server.archive(ADA, id, fromGrace(id, 'unread'));
    ada.connection.arrive(fromGrace(id, 'unread'));
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    time.next(600);
    for (let count = 0; count < 1100; count++) {
      const next = time.next(0.001);
      server.archive(ADA, next, fromGrace(next, 'and on').replaceAll(GRACE, LINUS));
    }

    await ada.online();

    await vi.waitFor(() => expect(bodies(ada.with(GRACE))).toEqual(['unread']));
    expect(ada.with(GRACE).unread).toBe(1);
  });

  it('never hides a gap: what lies before too long an absence is read again by scrolling', async () => {
    const { server, time } = grown(5);
    const ada = await tab(server);
    await ada.online();
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    time.next(3600);
    for (let n = 6; n <= 1205; n++) {
      const id = time.next(0.01);
      server.archive(ADA, id, fromGrace(id, `message ${n}`));
    }
    await ada.online();
    const grace = ada.with(GRACE);
    await vi.waitFor(() => expect(grace.messages).toHaveLength(1000));
    expect(bodies(grace)).toEqual(numbered(206, 1205));
    expect(grace.history).toBe('more');

    while (grace.history !== 'beginning') await grace.loadOlder();

    expect(bodies(grace)).toEqual(numbered(1, 1205));
  });

  it('comes from the browser before the network does', async () => {
    const { server } = grown(80);
    const first = await tab(server);
    await first.online();
    dispatchEvent(new Event('pagehide'));
    await settled();
    sessionStorage.clear();

    const second = await tab(new Server());

    expect(second.client.ready).toBe(true);
    expect(second.with(GRACE).preview?.body).toBe('message 80');
    expect(second.with(GRACE).unread).toBe(80);
    await second.with(GRACE).loadOlder();
    expect(second.with(GRACE).history).toBe('beginning');
    await end(first);
  });

  it('failed to load says so, and loads when there is a connection', async () => {
    const { server } = grown(260);
    const ada = await tab(server);
    await ada.online();
    const grace = ada.with(GRACE);
    const answers = ada.connection.answers.splice(0);
    const loading = grace.loadOlder();
    await settled();
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    await loading;
    expect(grace.history).toBe('failed');

    ada.connection.answers.push(...answers);
    await ada.online(true);
    await grace.loadOlder();

    expect(bodies(grace)).toEqual(numbered(31, 260));
  });
});

describe('forged history', () => {
  it('that nobody asked for, or another address sends, is not shown', async () => {
    const { server, time } = grown(1);
    const ada = await tab(server);
    await ada.online();
    const forged = { id: time.next(), xml: toGrace('m9', 'I never said that') };

    ada.connection.arrive(result(ADA, 'a-query-of-nobody', forged));
    ada.connection.answers.unshift((iq) => {
      const query = iq.firstElementChild;
      if (query?.namespaceURI !== 'urn:xmpp:mam:2') return null;
      const queryId = query.getAttribute('queryid') ?? '';
      ada.connection.arrive(result('linus@localhost', queryId, forged));
      ada.connection.arrive(result(ROOM, queryId, forged));
      return null;
    });
    await ada.with(GRACE).loadOlder();
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    await ada.online();

    expect(bodies(ada.with(GRACE))).toEqual(['message 1']);
  });
});
