import { describe, expect, it, vi } from 'vitest';
import { bodies, ownBrowser, settled, tab } from './testing/office';
import { GRACE, LINUS, Server } from './testing/server';

ownBrowser();

const away = { kind: 'waiting', retryAt: 0, reason: 'network' } as const;
const REFUSED = `<error type="wait"><resource-constraint xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>`;

async function writing() {
  const server = new Server();
  const ada = await tab(server);
  await ada.online();
  const [grace, linus] = [ada.with(GRACE), ada.with(LINUS)];
  const { queue } = await ada.client.acts();
  return { server, ada, grace, linus, queue };
}

/** Two that the server could not take. */
async function refused() {
  const all = await writing();
  all.grace.send('one');
  all.linus.send('two');
  await vi.waitFor(() => expect(all.ada.said()).toHaveLength(2));
  for (const each of all.ada.said()) {
    all.ada.connection.arrive(
      `<message type="error" id="${each.id}" from="${each.getAttribute('to')}">${REFUSED}</message>`,
    );
    all.ada.connection.acknowledge(each);
  }
  await settled();
  return all;
}

describe('what could not be sent', () => {
  it('is counted over all conversations', async () => {
    const { queue } = await refused();

    expect(queue.failed).toEqual([GRACE, LINUS]);
    expect(queue.waiting).toBe(0);
  });

  it('is there on the next page', async () => {
    const { server } = await refused();

    const next = await tab(server);
    await next.online();

    expect(next.with(GRACE).messages).toMatchObject([{ body: 'one', delivery: 'failed' }]);
  });

  it('goes again, all of it and in its order, under the same ids', async () => {
    const { ada, queue } = await refused();
    const before = ada.said().map((each) => each.id);

    queue.retry();
    await vi.waitFor(() => expect(ada.said()).toHaveLength(4));

    expect(
      ada
        .said()
        .slice(2)
        .map((each) => each.id),
    ).toEqual(before);
    expect(queue.failed).toEqual([]);
  });

  it('is discarded, all of it and for ever', async () => {
    const { server, ada, grace, linus, queue } = await refused();

    await queue.discard();
    await settled();

    expect([...bodies(grace), ...bodies(linus)]).toEqual([]);
    expect(queue.failed).toEqual([]);
    const next = await tab(server);
    await next.online();
    expect(bodies(next.with(GRACE))).toEqual([]);
    expect(ada.said()).toHaveLength(2);
  });

  it('may not go again where it is too long for the server', async () => {
    const { grace, queue } = await writing();
    grace.send('x'.repeat(260_000));
    await settled();

    expect(queue.failed).toEqual([GRACE]);
    expect(queue.mayGoAgain).toBe(false);
  });
});

describe('what waits for a connection', () => {
  it('is counted, and can be discarded before anybody has it', async () => {
    const { ada, grace, linus, queue } = await writing();
    ada.connection.become(away);
    grace.send('one');
    linus.send('two');
    expect(queue.waiting).toBe(2);

    await queue.discard();
    await ada.online();
    await settled();

    expect(ada.said()).toEqual([]);
    expect([...bodies(grace), ...bodies(linus)]).toEqual([]);
  });

  it('is not discarded where the server may have it', async () => {
    const { ada, grace, queue } = await writing();
    grace.send('one');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    ada.connection.become(away);

    expect(queue.waiting).toBe(0);
    await queue.discard();

    expect(bodies(grace)).toEqual(['one']);
  });
});
