import { openDB } from 'idb';
import { describe, expect, it, vi } from 'vitest';
import { bodies, end, fromGrace, ownBrowser, settled, tab, toGrace } from './testing/office';
import { ADA, GRACE, LINUS, Server, ServerTime } from './testing/server';

ownBrowser();

async function names(): Promise<string[]> {
  return (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
}

describe('what this browser keeps', () => {
  it('is lost to another account', async () => {
    for (const name of ['stoa linus@localhost', 'somebody else’s']) (await openDB(name, 1)).close();

    await tab(new Server());

    expect((await names()).sort()).toEqual(['somebody else’s', `stoa ${ADA}`]);
  });

  it('has a draft on the next page, and in other tabs at once', async () => {
    const server = new Server();
    const [one, other] = [await tab(server), await tab(server)];
    await one.online();
    await other.online();

    one.with(GRACE).setDraft('not yet');
    await vi.waitFor(() => expect(other.with(GRACE).draft).toBe('not yet'));
    await settled();

    const next = await tab(server);
    await next.online();

    expect(next.with(GRACE).draft).toBe('not yet');
  });

  it('has no draft any more when it is sent', async () => {
    const server = new Server();
    const ada = await tab(server);
    await ada.online();
    ada.with(GRACE).setDraft('now');

    ada.with(GRACE).send('now');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));

    expect(ada.with(GRACE).draft).toBe('');
    expect((await tab(server)).client.conversation(GRACE)?.draft).toBe('');
  });

  it('has a message in place of its draft, and of no later one, however soon the page is left', async () => {
    const server = new Server();
    const ada = await tab(server);
    await ada.online();
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    ada.with(GRACE).setDraft('written, and gone offline');
    await settled();
    ada.with(GRACE).send('written, and gone offline');
    ada.with(GRACE).setDraft('what else?');

    const next = (await tab(server)).with(GRACE);

    expect(bodies(next)).toEqual(['written, and gone offline']);
    expect(next.draft).toBe('what else?');
  });

  it('is said to be unavailable when there is no database, and everything works', async () => {
    vi.stubGlobal('indexedDB', {
      databases: async () => [],
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
      deleteDatabase: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    const server = new Server();
    const ada = await tab(server);
    await ada.online();

    expect(ada.client.storage).toBe('unavailable');
    ada.with(GRACE).send('still here');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    expect(bodies(ada.with(GRACE))).toEqual(['still here']);
  });

  it('is done without when the database does not answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.stubGlobal('indexedDB', { databases: () => new Promise(() => undefined) });

    const opening = tab(new Server());
    await vi.advanceTimersByTimeAsync(3_000);

    expect((await opening).client.storage).toBe('unavailable');
    vi.useRealTimers();
  });

  it('is done without when the database does not answer any more, and everything works', async () => {
    const ada = await tab(new Server());
    await ada.online();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(IDBTransaction.prototype, 'addEventListener').mockReturnValue(); // never says it is done

    ada.with(GRACE).send('still here');
    await settled();
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();

    expect(ada.client.storage).toBe('unavailable');
    expect(ada.said()).toHaveLength(1);
    expect(bodies(ada.with(GRACE))).toEqual(['still here']);
  });

  it('is said to be full when nothing more fits, and everything works', async () => {
    const ada = await tab(new Server());
    await ada.online();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });

    ada.with(GRACE).send('no room');
    await vi.waitFor(() => expect(ada.client.storage).toBe('full'));

    expect(ada.said()).toHaveLength(1);
  });

  it('gives up the oldest history when it is full, never a draft or an unsent message', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    ada.connection.arrive(fromGrace(time.next(), 'old'));
    ada.with(GRACE).setDraft('draft');
    await settled();
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });

    ada.with(LINUS).send('must not be lost');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));

    expect(IDBObjectStore.prototype.put).not.toBe(put);
    expect(ada.client.storage).toBe('kept');
    const database = await openDB(`stoa ${ADA}`);
    expect(await database.count('messages')).toBe(0);
    expect([await database.count('drafts'), await database.count('outbox')]).toEqual([1, 1]);
    database.close();
  });
});

describe('a session that ends elsewhere', () => {
  it('takes the history out of this browser, and leaves what exists nowhere else', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    ada.connection.arrive(fromGrace(time.next(), 'secret'));
    ada.with(LINUS).send('not sent yet');
    ada.with(GRACE).setDraft('not finished yet');
    await settled();

    ada.connection.become({ kind: 'ended', reason: 'signed-out' });
    await settled();

    expect(ada.client.link).toMatchObject({ state: 'ended', reason: 'signed-out' });
    const database = await openDB(`stoa ${ADA}`);
    const left = ['messages', 'conversations', 'archives', 'outbox', 'drafts'];
    expect(await Promise.all(left.map((name) => database.count(name)))).toEqual([0, 0, 0, 1, 1]);
    database.close();
  });
});

describe('a receipt for a message that is only kept', () => {
  it('is not lost', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const before = await tab(server);
    await before.online();
    before.with(GRACE).send('hello');
    await vi.waitFor(() => expect(before.said()).toHaveLength(1));
    const [stanza] = before.said();
    before.connection.acknowledge(stanza as Element);
    before.connection.arrive(fromGrace(time.next(3_660), 'newer'));
    before.with(GRACE).markRead();
    dispatchEvent(new Event('pagehide'));
    await settled();
    sessionStorage.clear();
    const after = await tab(new Server());
    await after.online();
    expect(bodies(after.with(GRACE))).toEqual(['newer']);

    after.connection.arrive(
      `<message type="chat" from="${GRACE}/desk" to="${ADA}"><received xmlns="urn:xmpp:receipts" id="${stanza?.getAttribute('id')}"/></message>`,
    );

    await vi.waitFor(() => expect(after.with(GRACE).messages[0]?.delivery).toBe('delivered'));
    expect(bodies(after.with(GRACE))).toEqual(['hello', 'newer']);
  });
});

describe('signing out', () => {
  it('leaves nothing in this browser, in no tab', async () => {
    const server = new Server();
    const [one, other] = [await tab(server), await tab(server)];
    await one.online();
    await other.online();
    one.with(GRACE).send('secret');
    await settled();
    sessionStorage.setItem('anything', 'x');

    await one.client.signOut();
    await vi.waitFor(() => expect(other.gone).toHaveLength(1));

    expect(one.signedOut).toHaveBeenCalledOnce();
    expect(await names()).toEqual([]);
    expect(sessionStorage).toHaveLength(0);
    expect([...one.gone, ...other.gone]).toEqual(Array(2).fill('/account/sign-in?next=/'));
    expect([one.client.link.state, other.client.link.state]).toEqual(['ended', 'ended']);
  });

  it('that the server was not told of changes nothing', async () => {
    const ada = await tab(new Server());
    await ada.online();
    ada.signedOut.mockRejectedValueOnce(new TypeError('network'));

    await expect(ada.client.signOut()).rejects.toThrow('network');

    expect(ada.gone).toEqual([]);
    expect(ada.client.link.state).toBe('online');
  });
});

describe('several tabs', () => {
  it('have one leader, which alone sends receipts and markers', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const [leader, other] = [await tab(server), await tab(server)];
    await leader.online();
    await other.online();
    const asks = '<request xmlns="urn:xmpp:receipts"/><markable xmlns="urn:xmpp:chat-markers:0"/>';
    const message = fromGrace(time.next(), 'to all', asks);
    for (const each of [leader, other]) each.connection.arrive(message);

    other.with(GRACE).markRead();
    await vi.waitFor(() => expect(leader.with(GRACE).unread).toBe(0));

    expect(
      [leader.sentWith('received'), leader.sentWith('displayed')].map((all) => all.length),
    ).toEqual([1, 1]);
    expect([...other.sentWith('received'), ...other.sentWith('displayed')]).toEqual([]);
  });

  it('have another leader when the first one goes', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const [leader, other] = [await tab(server), await tab(server)];
    await other.online();
    vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(() => undefined);
    await end(leader);
    await settled();

    other.connection.arrive(fromGrace(time.next(), 'x', '<request xmlns="urn:xmpp:receipts"/>'));
    await settled();

    expect(other.sentWith('received')).toHaveLength(1);
  });

  it('show what one of them has not sent yet, and one copy when it is', async () => {
    const server = new Server();
    const [one, other] = [await tab(server), await tab(server)];
    await one.online();
    await other.online();
    one.with(GRACE).send('hello');
    await vi.waitFor(() => expect(other.with(GRACE).messages).toHaveLength(1));
    expect(other.with(GRACE).messages[0]?.delivery).toBe('waiting');
    const id = one.said()[0]?.getAttribute('id') ?? '';

    const copy = toGrace(id, 'hello').replace('<message', '<message xmlns="jabber:client"');
    other.connection.arrive(
      `<message from="${ADA}"><sent xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${copy}</forwarded></sent></message>`,
    );

    expect(other.with(GRACE).messages.map((each) => each.delivery)).toEqual(['sent']);
    expect(other.said()).toEqual([]);
  });

  it('take over what a tab that crashed has not sent, unless the archive has it', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const crashed = await tab(server);
    await crashed.online();
    for (const text of ['arrived', 'lost']) crashed.with(GRACE).send(text);
    await vi.waitFor(() => expect(crashed.said()).toHaveLength(2));
    const [arrived, lost] = crashed.said().map((each) => each.getAttribute('id') ?? '');
    server.archive(ADA, time.next(), toGrace(arrived ?? '', 'arrived'));
    vi.spyOn(IDBFactory.prototype, 'deleteDatabase').mockImplementation(() => {
      throw new DOMException('crashed tabs wipe nothing');
    });
    vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(() => undefined);
    await end(crashed);
    vi.restoreAllMocks();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    const next = await tab(server);
    await next.online();
    await vi.advanceTimersByTimeAsync(5_000);
    await settled();

    expect(next.said()).toHaveLength(1);
    expect(next.said()[0]?.getAttribute('id')).toBe(lost);
    expect(bodies(next.with(GRACE))).toEqual(['arrived', 'lost']);
    expect(next.with(GRACE).messages.map((each) => each.delivery)).toEqual(['sent', 'waiting']);
  });

  it('take over, and show, also what they were never told of', async () => {
    const server = new Server();
    const [crashed, other] = [await tab(server), await tab(server)];
    await crashed.online();
    await other.online();
    vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(() => undefined);
    vi.spyOn(IDBFactory.prototype, 'deleteDatabase').mockImplementation(() => {
      throw new DOMException('crashed tabs wipe nothing');
    });
    crashed.with(GRACE).send('unheard of');
    await vi.waitFor(() => expect(crashed.said()).toHaveLength(1));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await end(crashed);
    await settled();
    await vi.advanceTimersByTimeAsync(5_000);
    await settled();

    expect(bodies(other.with(GRACE))).toEqual(['unheard of']);
    expect(other.said()).toHaveLength(1);
  });
});
