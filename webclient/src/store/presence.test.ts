import { describe, expect, it, vi } from 'vitest';
import { RequestTimeout } from '../xmpp/connection';
import { bodies, child, fromGrace, ownBrowser, settled, tab } from './testing/office';
import { ADA, GRACE, LINUS, ROOM, Server, ServerTime } from './testing/server';

ownBrowser();

async function working() {
  const [server, time] = [new Server(), new ServerTime()];
  const ada = await tab(server);
  await ada.online();
  return { server, time, ada, grace: ada.with(GRACE) };
}

function present(resource: string, inner = '', type = ''): string {
  return `<presence from="${GRACE}/${resource}" to="${ADA}/web-1"${type}>${inner}</presence>`;
}

function state(name: string, from = GRACE): string {
  return `<message type="chat" from="${from}/desk" to="${ADA}"><${name} xmlns="http://jabber.org/protocol/chatstates"/></message>`;
}

const states = (sent: readonly Element[]) =>
  sent.flatMap((each) => {
    const alone = each.localName === 'message' && !child(each, 'body');
    const found = alone ? each.firstElementChild : null;
    return found?.namespaceURI?.endsWith('chatstates') ? [found.localName] : [];
  });

describe('contacts', () => {
  it('are the people of the contact list, by name', async () => {
    const { ada } = await working();

    expect(ada.client.conversations.map((each) => each.name)).toEqual([
      'Grace Hopper',
      'Linus Torvalds',
    ]);
  });

  it('are asked for again when the stream goes on but the answer did not come in time', async () => {
    const [server, answers] = [new Server(), { late: true }];
    const ada = await tab(server);
    const request = ada.connection.request.bind(ada.connection);
    ada.connection.request = (iq) =>
      answers.late ? Promise.reject(new RequestTimeout()) : request(iq);
    ada.connection.become({ kind: 'online', resumed: false, jid: `${ADA}/web-1` });
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    await settled();
    expect(ada.client.ready).toBe(false);

    answers.late = false;
    await ada.online(true);

    expect(ada.with(GRACE).name).toBe('Grace Hopper');
  });

  it('change with the list, when the own server says so', async () => {
    const { ada } = await working();
    const push = (from: string) =>
      `<iq type="set" id="p" from="${from}"><query xmlns="jabber:iq:roster"><item jid="alan@localhost" name="Alan Turing" subscription="both"/></query></iq>`;

    ada.connection.arrive(push(LINUS));
    expect(ada.client.conversation('alan@localhost')).toBeNull();
    ada.connection.arrive(push(ADA));

    expect(ada.with('alan@localhost').name).toBe('Alan Turing');
  });

  it('are there as their most important device is', async () => {
    const { ada, grace } = await working();
    ada.connection.arrive(
      present('desk', '<show>dnd</show><status>Thinking</status><priority>5</priority>'),
    );
    ada.connection.arrive(present('telephone', '<priority>1</priority>'));
    expect(grace).toMatchObject({ availability: 'busy', statusText: 'Thinking' });

    ada.connection.arrive(present('desk', '', ' type="unavailable"'));
    expect(grace).toMatchObject({ availability: 'online', statusText: '' });
    ada.connection.arrive(present('telephone', '', ' type="unavailable"'));

    expect(grace.availability).toBe('offline');
  });

  it('are ordered by the last message, then by name', async () => {
    const { ada, time } = await working();

    ada.connection.arrive(fromGrace(time.next(), 'x').replaceAll(GRACE, LINUS));

    expect(ada.client.conversations.map((each) => each.address)).toEqual([LINUS, GRACE]);
  });
});

describe('typing', () => {
  it('is shown until the message comes', async () => {
    const { ada, grace, time } = await working();

    ada.connection.arrive(state('composing'));
    expect(grace.typing).toEqual(['Grace Hopper']);
    ada.connection.arrive(fromGrace(time.next(), 'done'));
    await settled();

    expect(grace.typing).toEqual([]);
  });

  it('is not shown any more when it pauses, or is forgotten', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { ada, grace } = await working();
    ada.connection.arrive(state('composing'));
    ada.connection.arrive(state('paused'));
    expect(grace.typing).toEqual([]);
    ada.connection.arrive(state('composing'));

    vi.advanceTimersByTime(120_000);

    expect(grace.typing).toEqual([]);
  });

  it('is told once, and paused after thirty seconds, to whoever is there', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { ada, grace } = await working();
    grace.setDraft('nobody is there');
    expect(states(ada.connection.sent)).toEqual([]);
    ada.connection.arrive(present('desk'));

    for (const text of ['H', 'He', 'Hel']) grace.setDraft(text);
    expect(states(ada.connection.sent)).toEqual(['composing']);
    vi.advanceTimersByTime(30_000);
    expect(states(ada.connection.sent)).toEqual(['composing', 'paused']);
    grace.setDraft('Hell');
    grace.setDraft('');
    vi.advanceTimersByTime(2_000);

    expect(states(ada.connection.sent)).toEqual(['composing', 'paused', 'composing', 'active']);
  });
});

describe('a reloaded page', () => {
  it('goes on with the stream, and knows who is there and in the rooms', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const before = await tab(server);
    await before.online();
    before.connection.arrive(present('desk'));
    const inRoom = `<x xmlns="http://jabber.org/protocol/muc#user"><item affiliation="member" role="participant" jid="${ADA}/x"/><status code="110"/></x>`;
    before.connection.arrive(`<presence from="${ROOM}/Ada Lovelace">${inRoom}</presence>`);
    dispatchEvent(new Event('pagehide'));

    const after = await tab(server);
    expect(after.connection.resume).toMatchObject({ jid: `${ADA}/web-1` });
    await after.online(true);

    expect(after.with(GRACE).availability).toBe('online');
    expect(after.with(ROOM)).toMatchObject({ joined: 'joined', name: 'Engines' });
    const sent = after.connection.sent.filter((each) => each.localName === 'presence');
    expect(sent).toEqual([]);
  });

  it('that is loaded again before the server has answered leaves all it was left', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const first = await tab(server);
    await first.online();
    first.connection.arrive(present('desk'));
    first.with(GRACE).send('under way');
    await vi.waitFor(() => expect(first.said()).toHaveLength(1));
    dispatchEvent(new Event('pagehide'));
    await tab(server);
    dispatchEvent(new Event('pagehide'));
    const again = await tab(server);

    expect(again.connection.resume).toMatchObject({ jid: `${ADA}/web-1` });
    await again.online(true);

    expect(again.with(GRACE).availability).toBe('online');
    expect(again.said()).toEqual([]);
  });

  it('takes up the stream once: the next page has one of its own', async () => {
    const server = new Server();
    const before = await tab(server);
    await before.online();
    dispatchEvent(new Event('pagehide'));

    const [after, copy] = [await tab(server), await tab(server)];

    expect([after.connection.resume === null, copy.connection.resume]).toEqual([false, null]);
  });

  it('that the browser kept as it was takes the stream up itself', async () => {
    const server = new Server();
    const ada = await tab(server);
    await ada.online();
    const retry = vi.spyOn(ada.connection, 'retry');
    dispatchEvent(new Event('pagehide'));

    dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));

    expect(retry).toHaveBeenCalledOnce();
    expect((await tab(server)).connection.resume).toBeNull();
  });

  it('neither loses nor doubles what was under way', async () => {
    const server = new Server();
    const before = await tab(server);
    await before.online();
    before.with(GRACE).send('under way');
    await vi.waitFor(() => expect(before.said()).toHaveLength(1));
    dispatchEvent(new Event('pagehide'));
    await settled();

    const after = await tab(server);
    await after.online(true);
    expect(after.said()).toEqual([]);
    after.connection.acknowledge(before.said()[0] as Element);

    expect(bodies(after.with(GRACE))).toEqual(['under way']);
    expect(after.with(GRACE).messages[0]?.delivery).toBe('sent');
  });
});

describe('a client that ends', () => {
  it('listens to nothing any more', async () => {
    const ada = await tab(new Server());
    await ada.online();

    await ada.client.signOut();

    expect(ada.connection.subscriptions).toBe(0);
  });
});
