import { afterEach, describe, expect, it, vi } from 'vitest';
import { bodies, carbon, fromGrace, ownBrowser, settled, tab, toGrace } from './testing/office';
import { inRoom, inside } from './testing/rooms';
import { ADA, GRACE, Server } from './testing/server';

ownBrowser();
afterEach(() => vi.useRealTimers());

const SECOND = 1_000_000;
const AFTER_MS = 1_000;

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
