import { describe, expect, it, vi } from 'vitest';
import type { Threads } from './act_types';
import { fromGrace, ownBrowser, settled, type Tab, tab } from './testing/office';
import { ADA, GRACE, ROOM, Server, ServerTime } from './testing/server';
import { remoteThread } from './testing/thread_service';

ownBrowser();

const NODE = 'urn:stoa:threads:1';
const time = new ServerTime();
const thread = (name: string) => `<thread>${name}</thread>`;

async function following(...all: ReturnType<typeof remoteThread>[]) {
  const server = new Server();
  server.threads.all = all;
  const ada = await tab(server);
  await ada.online();
  const { threads } = await ada.client.acts();
  await settled();
  return { ada, server, threads };
}

const ids = (threads: Threads) => threads.followed.map((each) => each.id);

/** What this client has published about threads, the newest last. */
const published = (ada: Tab) =>
  ada.connection.sent
    .filter((iq) => iq.querySelector(`publish[node="${NODE}"]`))
    .map((iq) => iq.querySelector('item')?.innerHTML ?? '');

const event = (id: string, attributes: string) =>
  `<message type="headline" from="${ADA}"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="${NODE}"><item id="${id}"><thread xmlns="${NODE}" ${attributes}/></item></items></event></message>`;

/** Until it has been asked about a thread so often. */
async function asked(server: Server, what: string, times = 1): Promise<void> {
  await vi.waitFor(() => {
    expect(server.threads.asked.filter((each) => each === what)).toHaveLength(times);
  }, 5_000);
  await settled();
}

describe('threads that one follows', () => {
  it('come from the archive, the last active first, a page at a time', async () => {
    const all = [3, 2, 1].map((each) => remoteThread(GRACE, `t${each}`, time.next() + each));
    all.sort((one, other) => Number(other.last.id) - Number(one.last.id));
    const server = new Server();
    server.threads.all = all;
    server.threads.page = 2;
    const ada = await tab(server);
    await ada.online();
    const { threads } = await ada.client.acts();
    await settled();

    expect(threads.state).toBe('more');
    expect(ids(threads)).toEqual(all.slice(0, 2).map((each) => each.thread));
    await threads.more();
    expect(threads.state).toBe('complete');
    expect(ids(threads)).toEqual(all.map((each) => each.thread));
    expect(threads.unread).toBe(3);
    expect(threads.followed[0]).toMatchObject({
      root: { body: 'Cake?', author: { name: 'Grace Hopper' } },
      last: { body: 'Cake!' },
      replies: 1,
    });
  });

  it('are asked for again where the archive did not answer', async () => {
    const server = new Server();
    server.threads.failing = true;
    const ada = await tab(server);
    await ada.online();
    const { threads } = await ada.client.acts();
    await settled();
    expect(threads.state).toBe('failed');

    server.threads.failing = false;
    server.threads.all = [remoteThread(GRACE, 't1', time.next())];
    await threads.more();
    expect(ids(threads)).toEqual(['t1']);
  });

  it('are nobody else’s who has signed in here since', async () => {
    const server = new Server();
    server.threads.owner = 'grace';
    server.threads.all = [remoteThread(GRACE, 't1', time.next())];
    const ada = await tab(server);
    await ada.online();
    const { threads } = await ada.client.acts();
    await settled();

    expect(ids(threads)).toEqual([]);
    expect(threads.state).toBe('failed');
  });

  it('are asked about when something is said there, until the archive knows it', async () => {
    const { ada, server, threads } = await following();
    const id = time.next();
    ada.connection.arrive(fromGrace(id, 'Cake!', thread('t1')));
    await asked(server, `${GRACE} t1`);
    expect(ids(threads)).toEqual([]);

    server.threads.all = [remoteThread(GRACE, 't1', id)];
    await asked(server, `${GRACE} t1`, 2);
    expect(ids(threads)).toEqual(['t1']);
    expect(threads.unread).toBe(1);
  });

  it('are read with the conversation', async () => {
    const id = time.next();
    const { ada, threads } = await following(remoteThread(GRACE, 't1', id));
    ada.connection.arrive(fromGrace(id, 'Cake!', thread('t1')));
    await settled();
    expect(threads.unread).toBe(1);

    ada.with(GRACE).open();
    ada.with(GRACE).markRead();
    await settled();
    expect(threads.unread).toBe(0);
  });
});

describe('what somebody wants of a thread', () => {
  it('is published, and holds at once', async () => {
    const { ada, threads } = await following(remoteThread(GRACE, 't1', time.next()));
    const done = threads.follow(GRACE, 't1', false);
    expect(ids(threads)).toEqual([]);
    await done;

    expect(published(ada)).toEqual([`<thread xmlns="${NODE}" follows="false"/>`]);
    expect(threads.about(GRACE, 't1')?.followed).toBe(false);
  });

  it('is as before where the server refuses it', async () => {
    const { ada, threads } = await following(remoteThread(GRACE, 't1', time.next()));
    ada.connection.answers.unshift((iq) =>
      iq.querySelector('publish')
        ? `<iq type="error"><error type="wait"><resource-constraint xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`
        : null,
    );

    await expect(threads.follow(GRACE, 't1', false)).rejects.toThrow();
    expect(ids(threads)).toEqual(['t1']);
  });

  it('keeps what was said of it before', async () => {
    const last = time.next();
    const about = { ...remoteThread(ROOM, 't1', last), follows: true };
    const { ada, threads } = await following(about);
    threads.read(ROOM, 't1');
    await settled();
    expect(threads.unread).toBe(0);
    threads.read(ROOM, 't1');
    await threads.follow(ROOM, 't1', false);

    expect(published(ada)).toEqual([
      `<thread xmlns="${NODE}" follows="true" read-to="${last}"/>`,
      `<thread xmlns="${NODE}" follows="false" read-to="${last}"/>`,
    ]);
  });

  it('is what another device has said', async () => {
    const last = time.next();
    const { ada, threads } = await following(remoteThread(GRACE, 't1', last));
    ada.connection.arrive(event(`${GRACE} t1`, `read-to="${last}"`));
    await settled();
    expect([threads.followed.length, threads.unread]).toEqual([1, 0]);

    ada.connection.arrive(event(`${GRACE} t1`, `follows="false"`));
    await settled();
    expect(ids(threads)).toEqual([]);
  });

  it('is nobody else’s to say', async () => {
    const { ada, threads } = await following(remoteThread(GRACE, 't1', time.next()));
    const forged = event(`${GRACE} t1`, `follows="false"`).replace(ADA, GRACE);
    ada.connection.arrive(forged);
    ada.connection.arrive(event('t1', `follows="false"`));
    ada.connection.arrive(event(GRACE, `follows="false"`));
    await settled();

    expect(ids(threads)).toEqual(['t1']);
  });
});

it('those of a conversation are listed whether one follows them or not', async () => {
  const { threads } = await following(remoteThread(GRACE, 't2', time.next()), {
    ...remoteThread(GRACE, 't1', time.next()),
    followed: false,
  });

  expect(await threads.listed(GRACE, null)).toEqual({ ids: ['t2', 't1'], next: null });
  expect(threads.about(GRACE, 't1')?.followed).toBe(false);
  expect(await threads.look(GRACE, 'elsewhere')).toBeNull();
});
