import { afterEach, describe, expect, it, vi } from 'vitest';
import { bodies, carbon, fromGrace, ownBrowser, settled, tab, toGrace } from './testing/office';
import { inRoom, inside } from './testing/rooms';
import { ADA, GRACE, Server } from './testing/server';

ownBrowser();
afterEach(() => vi.useRealTimers());

const SECOND = 1_000_000;
const AFTER_MS = 1_000;
const PAUSE_MS = 5_000;

/** Ada has said something, and Grace, whose words came here before those of Ada came to the server. */
async function atOnce() {
  const server = new Server();
  const ada = await tab(server);
  await ada.online();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const grace = ada.with(GRACE);
  grace.send('mine');
  await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
  const [stanza] = ada.said();
  if (!stanza) throw new Error('nothing was sent');
  const now = Date.now() * 1000;
  const hers = String(now + SECOND);
  ada.connection.arrive(fromGrace(hers, 'hers'));
  server.archive(ADA, hers, fromGrace(hers, 'hers'));
  const id = String(now + 2 * SECOND);
  server.archive(ADA, id, toGrace(stanza.id, 'mine'));
  return { server, ada, grace, stanza, asked: server.queries.length };
}

/** Grace says nothing. */
async function alone() {
  const server = new Server();
  const ada = await tab(server);
  await ada.online();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return { server, ada, grace: ada.with(GRACE), asked: server.queries.length };
}

type Tab = Awaited<ReturnType<typeof tab>>;

/** The server has it. */
async function say(ada: Tab, to: ReturnType<Tab['with']>, body: string): Promise<Element> {
  const { length } = ada.said();
  to.send(body);
  await vi.waitFor(() => expect(ada.said()).toHaveLength(length + 1));
  const stanza = ada.said().at(-1);
  if (!stanza) throw new Error('nothing was sent');
  ada.connection.acknowledge(stanza);
  return stanza;
}

const later = (): string => String(Date.now() * 1000 + SECOND);

describe('an own message', () => {
  it('stands where the archive has it, soon after the server has it', async () => {
    const { ada, grace, stanza } = await atOnce();
    expect(bodies(grace)).toEqual(['mine', 'hers']);

    ada.connection.acknowledge(stanza);
    await vi.advanceTimersByTimeAsync(AFTER_MS);
    await settled();

    expect(bodies(grace)).toEqual(['hers', 'mine']);
  });

  it('is asked for with all that were sent in that second', async () => {
    const { server, ada, grace, stanza, asked } = await atOnce();
    ada.connection.acknowledge(stanza);
    grace.send('more');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(2));
    for (const each of ada.said().slice(1)) ada.connection.acknowledge(each);

    await vi.advanceTimersByTimeAsync(AFTER_MS);
    await settled();

    expect(server.queries.length - asked).toBe(1);
  });

  it('waits for a pause of whoever writes as long as nobody else does', async () => {
    const { server, ada, grace, asked } = await alone();
    for (const said of ['one', 'two']) {
      await say(ada, grace, said);
      await vi.advanceTimersByTimeAsync(PAUSE_MS - 500);
    }
    expect(server.queries.length - asked).toBe(0);

    await vi.advanceTimersByTimeAsync(500);
    await settled();

    expect(server.queries.length - asked).toBe(1);
  });

  it.each([
    ['another', () => fromGrace(later(), 'hers')],
    ['another device', () => carbon('sent', toGrace('other', 'from the phone'))],
  ])('is asked for soon after %s has said something', async (_, said) => {
    const { server, ada, grace, asked } = await alone();
    await say(ada, grace, 'mine');
    ada.connection.arrive(said());
    await vi.advanceTimersByTimeAsync(AFTER_MS);
    await settled();

    expect(server.queries.length - asked).toBe(1);
  });

  it('is found behind however much was said since', async () => {
    const { server, ada, grace } = await alone();
    const { id } = await say(ada, grace, 'mine');
    const first = Date.now() * 1000;
    server.archive(ADA, String(first), toGrace(id, 'mine'));
    for (let nth = 1; nth < 120; nth++) {
      const hers = String(first + nth * SECOND);
      server.archive(ADA, hers, fromGrace(hers, `hers ${nth}`));
    }
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    for (let page = 0; page < 3; page++) await settled();

    expect(bodies(grace)).toHaveLength(120);
    expect(bodies(grace)[0]).toBe('mine');
  });

  it('is asked for with the next stream where this one is gone', async () => {
    const { ada, grace, stanza } = await atOnce();
    ada.connection.acknowledge(stanza);
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    await vi.advanceTimersByTimeAsync(AFTER_MS);
    expect(bodies(grace)).toEqual(['mine', 'hers']);

    await ada.online(true);
    await settled();

    expect(bodies(grace)).toEqual(['hers', 'mine']);
  });

  it('that came back stays as one that failed', async () => {
    const { ada, grace, stanza } = await atOnce();
    const error =
      '<error type="cancel"><gone xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>';
    ada.connection.acknowledge(stanza);
    ada.connection.arrive(
      `<message type="error" id="${stanza.id}" from="${GRACE}">${error}</message>`,
    );

    await vi.advanceTimersByTimeAsync(AFTER_MS);
    await settled();

    expect(grace.messages[0]).toMatchObject({ body: 'mine', delivery: 'failed', error: 'gone' });
  });

  it('is not asked for where a room or another device tells', async () => {
    const { server, ada, room, time } = await inside();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    room.send('to all');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    const asked = server.queries.length;

    for (const each of ada.said()) ada.connection.acknowledge(each);
    ada.connection.arrive(inRoom('Grace', time.next(), '<body>hello</body>'));
    ada.connection.arrive(carbon('sent', toGrace('other', 'from the phone')));
    await vi.advanceTimersByTimeAsync(AFTER_MS);

    expect(server.queries.length - asked).toBe(0);
  });
});
