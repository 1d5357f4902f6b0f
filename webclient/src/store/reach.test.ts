import { describe, expect, it } from 'vitest';
import { fromGrace, ownBrowser, tab } from './testing/office';
import { ADA, GRACE, Server, ServerTime } from './testing/server';

ownBrowser();

/** `count` messages of Grace's in the archive, a minute apart. */
async function history(count: number) {
  const [server, time] = [new Server(), new ServerTime()];
  const ids = Array.from({ length: count }, () => time.next(1));
  for (const [at, id] of ids.entries()) server.archive(ADA, id, fromGrace(id, `message ${at}`));
  const ada = await tab(server);
  await ada.online();
  const grace = ada.with(GRACE);
  return { server, grace, ids, at: (n: number) => Math.floor(Number(ids[n]) / 1000) };
}

describe('a message that is far back', () => {
  it('is reached by its id, with everything in between', async () => {
    const { grace, ids } = await history(560);

    for (const id of [ids[100], `g${ids[50]}`] as string[]) {
      const key = await grace.reach({ id });
      const place = grace.messages.findIndex((each) => each.key === key);
      expect(grace.messages[place]?.id).toBe(id.startsWith('g') ? id : `g${id}`);
      const bodies = grace.messages.slice(place).map((each) => each.body);
      const first = id === ids[100] ? 100 : 50;
      expect(bodies).toEqual(
        Array.from({ length: 560 - first }, (_, at) => `message ${at + first}`),
      );
    }
  });

  it('is reached by its time, and so is what follows on a time when nothing was said', async () => {
    const { grace, at } = await history(330);
    const bodyAt = async (time: number) => {
      const key = await grace.reach({ at: time });
      return grace.messages.find((each) => each.key === key)?.body;
    };

    expect(await bodyAt(at(280))).toBe('message 280');
    expect(await bodyAt(at(120) + 1)).toBe('message 121');
    expect(await bodyAt(at(329) + 100_000)).toBe('message 329');
    expect(await bodyAt(0)).toBe('message 0');
  });

  it('that is not there is not looked for any further than where it would be', async () => {
    const { server, grace, ids } = await history(560);
    const missing = String(Number(ids[450]) + 1);

    expect(await grace.reach({ id: missing })).toBeNull();
    expect(grace.messages.length).toBeLessThan(400);
    expect(await grace.reach({ id: 'nobody' })).toBeNull();
    expect(grace.history).toBe('beginning');
    expect(server.queries.length).toBeLessThan(20);
  });

  it('where nothing was ever said is not there', async () => {
    const { grace } = await history(0);

    expect(await grace.reach({ at: Date.now() })).toBeNull();
  });
});
