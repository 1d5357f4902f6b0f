import { describe, expect, it, vi } from 'vitest';
import { bodies, fromGrace, ownBrowser, settled, type Tab, tab } from './testing/office';
import { ADA, GRACE, Server, ServerTime } from './testing/server';

ownBrowser();

const ASKS = '<request xmlns="urn:xmpp:receipts"/>';

/** More at once than is drawn one after the other, and all of it in the archive. */
function burst(server: Server, time: ServerTime): string[] {
  return Array.from({ length: 12 }, (_, nth) => {
    const id = time.next();
    const said = fromGrace(id, `message ${nth}`, ASKS);
    server.archive(ADA, id, said);
    return said;
  });
}

const received = (ada: Tab) =>
  ada.sentWith('received').map((each) => each.querySelector('received')?.getAttribute('id'));

describe('a burst', () => {
  it('is confirmed once, also where the archive tells of it meanwhile', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    const ada = await tab(server);
    await ada.online();
    ada.connection.arrive(fromGrace(time.next(), 'before'));
    await settled();
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });

    const said = burst(server, time);
    const back = ada.online();
    for (const each of said) ada.connection.arrive(each);
    await back;
    await vi.waitFor(() => expect(received(ada)).toHaveLength(said.length));
    await settled();

    expect(new Set(received(ada)).size).toBe(said.length);
    expect(received(ada)).toHaveLength(said.length);
  });

  it('does not wait where somebody turns to another page', async () => {
    const ada = await tab(new Server());
    await ada.online();
    for (const each of burst(new Server(), new ServerTime())) ada.connection.arrive(each);
    expect(bodies(ada.with(GRACE))).toHaveLength(4);

    document.dispatchEvent(new Event('visibilitychange'));

    expect(bodies(ada.with(GRACE))).toHaveLength(12);
  });
});
