import { afterEach, describe, expect, it, vi } from 'vitest';
import { bodies, child, ownBrowser, settled, type Tab, tab } from './testing/office';
import { ADA, GRACE, Server } from './testing/server';

ownBrowser();
afterEach(() => vi.useRealTimers());

const away = { kind: 'waiting', retryAt: 0, reason: 'network' } as const;
const HOUR_MS = 3_600_000;

const said = (by: Tab) => by.said().map((each) => child(each, 'body')?.textContent);

async function writing(text: string) {
  const server = new Server();
  const ada = await tab(server);
  await ada.online();
  const grace = ada.with(GRACE);
  vi.useFakeTimers({ toFake: ['Date'] });
  grace.send(text);
  await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
  const [stanza] = ada.said();
  if (!stanza) throw new Error('nothing was sent');
  return { server, ada, grace, stanza };
}

/** Timers stood still, and the stream has ended meanwhile. */
async function sleep(ada: Tab, milliseconds: number) {
  vi.setSystemTime(Date.now() + milliseconds);
  ada.connection.become(away);
  await settled();
}

describe('whoever wakes up', () => {
  it('has sent once what the archive got before', async () => {
    const { server, ada, grace, stanza } = await writing('good night');
    const at = String(Date.now() * 1000);
    server.archive(
      ADA,
      at,
      `<message type="chat" id="${stanza.id}" from="${ADA}/web-1" to="${GRACE}"><body>good night</body><origin-id xmlns="urn:xmpp:sid:0" id="${stanza.id}"/></message>`,
    );

    await sleep(ada, 8 * HOUR_MS);
    await ada.online();
    await settled();

    expect(said(ada)).toEqual(['good night']);
    expect(grace.messages[0]?.delivery).toBe('sent');
  });

  it('sends again what got lost, before what was written since', async () => {
    const { ada, grace, stanza } = await writing('good night');

    await sleep(ada, 8 * HOUR_MS);
    grace.send('good morning');
    await ada.online();
    await vi.waitFor(() => expect(ada.said()).toHaveLength(3));

    expect(said(ada).slice(1)).toEqual(['good night', 'good morning']);
    expect(ada.said()[1]?.id).toBe(stanza.id);
    expect(bodies(grace)).toEqual(['good night', 'good morning']);
  });

  it('leaves to a stream that goes on what it has', async () => {
    const { ada } = await writing('good night');

    await sleep(ada, HOUR_MS);
    await ada.online(true);
    await settled();

    expect(said(ada)).toEqual(['good night']);
  });
});

describe('a clock that is set meanwhile', () => {
  it.each([
    ['ahead', HOUR_MS],
    ['back', -HOUR_MS],
  ])('changes no order of what is sent: %s', async (_way, by) => {
    const { ada, grace } = await writing('one');
    ada.connection.become(away);
    grace.send('two');
    vi.setSystemTime(Date.now() + by);
    grace.send('three');

    await ada.online();
    await vi.waitFor(() => expect(ada.said()).toHaveLength(4));

    expect(said(ada)).toEqual(['one', 'one', 'two', 'three']);
    expect(bodies(grace)).toEqual(['one', 'two', 'three']);
  });
});

describe('a tab that sleeps', () => {
  it('keeps what it has to send: no other one sends it', async () => {
    const server = new Server();
    const [one, other] = [await tab(server), await tab(server)];
    await one.online();
    await other.online();
    one.connection.become(away);
    one.with(GRACE).send('from a tab that sleeps');
    await vi.waitFor(() => expect(bodies(other.with(GRACE))).toEqual(['from a tab that sleeps']));

    other.connection.become(away);
    await other.online();
    await settled();
    expect(other.said()).toEqual([]);

    await one.online();
    await vi.waitFor(() => expect(one.said()).toHaveLength(1));
    expect(other.said()).toEqual([]);
  });
});
