import { openDB } from 'idb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepNothing } from './memory_storage';
import type { Session } from './sign_in';
import {
  bodies,
  carbon,
  end,
  fromGrace,
  ownBrowser,
  settled,
  type Tab,
  tab,
  toGrace,
} from './testing/office';
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

  it('has what is done to a message at once, as the page may be left by then', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    ada.connection.arrive(fromGrace(time.next(), 'hello'));
    await settled();
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit');

    ada.with(GRACE).react(ada.with(GRACE).messages[0]?.key ?? '', ['👍']);

    expect(commit).toHaveBeenCalledOnce();
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

  it('has what came, and what was sent, as what is newest in its conversation, at once', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    const shown = async () => bodies((await tab(server)).with(GRACE)).at(-1);

    ada.connection.arrive(fromGrace(time.next(), 'hello'));
    await vi.waitFor(() => expect(bodies(ada.with(GRACE))).toEqual(['hello']));
    await settled();
    expect(await shown()).toBe('hello');

    ada.with(GRACE).send('good morning');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    for (const each of ada.said()) ada.connection.acknowledge(each);
    await settled();

    expect(await shown()).toBe('good morning');
  });

  it('has both of two messages of the same moment', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    const id = time.next();
    const at = new Date(Number(id) / 1000).toISOString();
    const delay = `<delay xmlns="urn:xmpp:delay" from="localhost" stamp="${at}"/>`;
    ada.connection.arrive(fromGrace(id, 'Good morning'));
    ada.connection.arrive(carbon('sent', toGrace('mine', 'Good morning to you', delay)));
    ada.with(GRACE).markRead();
    dispatchEvent(new Event('pagehide'));
    await settled();

    const next = (await tab(server)).with(GRACE);
    next.open();
    await settled();

    await vi.waitFor(() => expect(next.messages).toHaveLength(2));
    expect(bodies(next)).toEqual(bodies(ada.with(GRACE)));
  });

  it('begins to be read anew before the first message that did not fit', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    const [kept, lost] = [time.next(), time.next()];
    const left = async () => {
      dispatchEvent(new Event('pagehide'));
      await settled();
    };
    ada.connection.arrive(fromGrace(kept, 'kept'));
    await left();
    const { put } = IDBObjectStore.prototype;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value,
    ) {
      if (this.name === 'messages') throw new DOMException('full', 'QuotaExceededError');
      return put.call(this, value);
    });
    ada.connection.arrive(fromGrace(lost, 'lost'));
    await left();
    vi.restoreAllMocks();
    ada.connection.arrive(fromGrace(time.next(), 'there is room again'));
    await left();

    const database = await openDB(`stoa ${ADA}`);
    expect(await database.getAll('archives')).toEqual([{ address: ADA, upTo: Number(kept) }]);
    database.close();
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
  async function ended(differs: Partial<Session> = {}): Promise<readonly [Tab, Tab]> {
    const [server, time] = [new Server(), new ServerTime()];
    const [ada, other] = [await tab(server, differs), await tab(server, differs)];
    await ada.online();
    ada.connection.arrive(fromGrace(time.next(), 'secret'));
    ada.with(LINUS).send('not sent yet');
    ada.with(GRACE).setDraft('not finished yet');
    localStorage.setItem('anything', 'of hers');
    await settled();

    ada.connection.become({ kind: 'ended', reason: 'signed-out' });
    await vi.waitFor(() => expect(localStorage.length).toBe(0));
    await settled();
    expect(ada.client.link).toMatchObject({ state: 'ended', reason: 'signed-out' });
    return [ada, other];
  }

  it('leaves nothing in this browser, in no tab, and says so', async () => {
    const [ada, other] = await ended();
    await vi.waitFor(() => expect(other.gone).toEqual(['/account/sign-in?next=/']));

    expect(ada.gone).toEqual([]);
    expect(await names()).toEqual([]);
  });

  it('leaves what exists nowhere else, where it has only become too old', async () => {
    await ended({ expires_at: '2001-01-01T00:00:00+00:00' });

    const database = await openDB(`stoa ${ADA}`);
    const left = ['messages', 'conversations', 'archives', 'outbox', 'drafts'];
    expect(await Promise.all(left.map((name) => database.count(name)))).toEqual([0, 0, 0, 1, 1]);
    database.close();
  });

  it('leaves nothing either of what came last', async () => {
    const ada = await tab(new Server(), { expires_at: '2001-01-01T00:00:00+00:00' });
    await ada.online();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    localStorage.setItem('anything', 'of hers');
    ada.connection.arrive(fromGrace(new ServerTime().next(), 'secret'));
    ada.connection.become({ kind: 'ended', reason: 'signed-out' });
    while (localStorage.length > 0) await settled();
    await settled();
    await vi.advanceTimersByTimeAsync(1_000);
    await settled();

    const database = await openDB(`stoa ${ADA}`);
    expect(await database.count('conversations')).toBe(0);
    expect(await database.count('messages')).toBe(0);
    database.close();
  });

  it('before the page was ever connected leads to the way to sign in', async () => {
    const ada = await tab(new Server());

    ada.connection.become({ kind: 'ended', reason: 'signed-out' });

    await vi.waitFor(() => expect(ada.gone).toEqual(['/account/sign-in?next=/']));
    expect(await names()).toEqual([]);
  });
});

describe('at a computer that others use too', () => {
  it('nothing is kept, and what was there is removed', async () => {
    (await openDB('stoa linus@localhost', 1)).close();
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server, { shared: true });
    await ada.online();

    ada.connection.arrive(fromGrace(time.next(), 'secret'));
    ada.with(GRACE).send('hello');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    await settled();

    expect(bodies(ada.with(GRACE))).toEqual(['secret', 'hello']);
    expect(ada.client.storage).toBe('kept');
    expect(await names()).toEqual([]);
  });

  it('what parts of the page store goes with the page', () => {
    const [local, session] = [localStorage, sessionStorage];
    local.setItem('from before', 'hers');
    onTestFinished(() => {
      Object.defineProperty(window, 'localStorage', { configurable: true, value: local });
      Object.defineProperty(window, 'sessionStorage', { configurable: true, value: session });
    });

    keepNothing();
    localStorage.setItem('theme', 'dark');
    sessionStorage.setItem('place', 'here');

    expect([localStorage.getItem('theme'), sessionStorage.length]).toEqual(['dark', 1]);
    expect([localStorage.key(0), localStorage.getItem('from before')]).toEqual(['theme', null]);
    expect([local.length, session.length]).toEqual([0, 0]);
    localStorage.removeItem('theme');
    expect(localStorage.length).toBe(0);
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

/** What the browser shows of a worker; each is called by what is done to it, in order. */
function withWorker(): string[] {
  const done: string[] = [];
  const worker = {
    getNotifications: async () => [{ close: () => done.push('closed') }],
    unregister: async () => done.push(`unregistered, kept: ${localStorage.length}`),
  };
  const serviceWorker = { getRegistrations: async () => [worker] };
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: serviceWorker });
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'serviceWorker'));
  return done;
}

describe('notifications that are shown', () => {
  it('are closed at sign-out, and no more come, before this browser forgets', async () => {
    const done = withWorker();
    const ada = await tab(new Server());
    await ada.online();
    localStorage.clear();
    localStorage.setItem('anything', 'x');

    await ada.client.signOut();

    // The stream's own end may have been seen by then: what is gone is made to go again.
    expect(done.slice(0, 2)).toEqual(['closed', 'unregistered, kept: 1']);
  });

  it('are closed when the session ends elsewhere', async () => {
    const done = withWorker();
    const ada = await tab(new Server());
    await ada.online();

    ada.connection.become({ kind: 'ended', reason: 'signed-out' });

    await vi.waitFor(() => expect(done).toHaveLength(2));
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
