import { describe, expect, it, vi } from 'vitest';
import { ownBrowser, settled, tab } from './testing/office';
import { GRACE, LINUS, Server } from './testing/server';

ownBrowser();

/** Longer than anything here waits, but for what is tried again. */
const PAUSE_MS = 5_000;

function timers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
}

async function pause(milliseconds = PAUSE_MS): Promise<void> {
  await settled();
  await vi.advanceTimersByTimeAsync(milliseconds);
  await settled();
}

async function online(server: Server) {
  const ada = await tab(server);
  await ada.online();
  await pause();
  return ada;
}

describe('drafts', () => {
  it('are told when somebody pauses, and are gone when they are sent', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    const grace = ada.with(GRACE);
    const mentions = [{ address: GRACE, begin: 0, end: 6 }];
    grace.setDraft('@Gr');
    grace.setDraft('@Grace', { reply: 'm1', mentions });
    await pause();

    expect(server.drafts.asked.filter((each) => each.startsWith('PUT'))).toHaveLength(1);
    expect(server.drafts.kept.get(GRACE)).toMatchObject({
      body: '@Grace',
      reply_id: 'm1',
      mentions,
    });
    grace.setDraft('@Grace, hello', { reply: 'm1', mentions });
    await pause();
    expect(server.drafts.kept.get(GRACE)?.body).toBe('@Grace, hello');
    grace.send('@Grace, hello');
    await pause();
    expect(server.drafts.kept.size).toBe(0);
  });

  it('stay when something else is said there: in a thread, or what was said elsewhere', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    const grace = ada.with(GRACE);
    grace.setDraft('half writ');
    await pause();

    grace.send('in a thread', { thread: 't1' });
    grace.send('forwarded', { aside: true });
    await pause();

    expect(ada.said()).toHaveLength(2);
    expect(grace.draft).toBe('half writ');
    expect(server.drafts.kept.get(GRACE)?.body).toBe('half writ');
    expect((await tab(server)).with(GRACE).draft).toBe('half writ');
  });

  it('of other devices appear, and go when they were sent there', async () => {
    timers();
    const server = new Server();
    server.drafts.write(GRACE, 'from the office', undefined, { reply_id: 'm1' });
    const ada = await online(server);

    expect(ada.with(GRACE)).toMatchObject({
      draft: 'from the office',
      begun: { reply: 'm1', mentions: [] },
    });
    server.drafts.kept.clear();
    window.dispatchEvent(new Event('focus'));
    await pause();
    expect(ada.with(GRACE).draft).toBe('');
  });

  it('that were written without a connection are told when there is one', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    server.drafts.failing = 0;
    ada.with(GRACE).setDraft('offline');
    await pause();
    server.drafts.failing = null;
    await pause(60_000);

    expect(server.drafts.kept.get(GRACE)?.body).toBe('offline');
  });

  it('outlive the page with what the server does not know', async () => {
    timers();
    const server = new Server();
    const before = await online(server);
    server.drafts.failing = 0;
    before.with(GRACE).setDraft('kept here');
    await pause();
    server.drafts.failing = null;
    const after = await tab(server);
    expect(after.with(GRACE).draft).toBe('kept here');
    await after.online();
    await pause();

    expect(server.drafts.kept.get(GRACE)?.body).toBe('kept here');
  });

  it('of two devices that did not know of each other: the newer is right', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    server.drafts.failing = 0;
    ada.with(GRACE).setDraft('here');
    ada.with(LINUS).setDraft('here');
    await pause(20_000);
    server.drafts.failing = null;
    server.drafts.write(GRACE, 'there, later');
    server.drafts.write(LINUS, 'there, earlier', Date.now() - 60_000);
    window.dispatchEvent(new Event('focus'));
    await pause(40_000);

    expect([ada.with(GRACE).draft, ada.with(LINUS).draft]).toEqual(['there, later', 'here']);
    expect(server.drafts.kept.get(GRACE)?.body).toBe('there, later');
    expect(server.drafts.kept.get(LINUS)?.body).toBe('here');
  });

  it('from elsewhere never take the place of what is being written', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    ada.with(GRACE).setDraft('being writ');
    server.drafts.write(GRACE, 'there');
    window.dispatchEvent(new Event('focus'));
    await pause();
    ada.with(GRACE).setDraft('being written');
    await pause();

    expect(ada.with(GRACE).draft).toBe('being written');
    expect(server.drafts.kept.get(GRACE)?.body).toBe('being written');
  });

  it('that are sent while they are told are gone', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.drafts.before = promise;
    ada.with(GRACE).setDraft('hello');
    await pause();
    ada.with(GRACE).send('hello');
    await pause();
    resolve();
    await pause();

    expect(ada.with(GRACE).draft).toBe('');
    expect(server.drafts.kept.size).toBe(0);
  });

  it('that the portal refuses stay here, and are not told over and over', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    server.drafts.failing = 404;
    ada.with(GRACE).setDraft('only here');
    await pause(120_000);
    window.dispatchEvent(new Event('focus'));
    server.drafts.failing = null;
    await pause();

    expect(server.drafts.asked.filter((each) => each.startsWith('PUT'))).toHaveLength(1);
    expect(ada.with(GRACE).draft).toBe('only here');
    ada.with(GRACE).setDraft('x'.repeat(5_001));
    await pause();
    expect(server.drafts.kept.size).toBe(0);
  });

  it('of somebody else who signs in here meanwhile are not shown, and ours not told', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    server.drafts.owner = 'grace';
    server.drafts.write(LINUS, 'by Grace');
    window.dispatchEvent(new Event('focus'));
    await pause();
    ada.with(GRACE).setDraft('by Ada');
    await pause(60_000);

    expect(ada.with(LINUS).draft).toBe('');
    expect([...server.drafts.kept.keys()]).toEqual([LINUS]);
  });

  it('are told at once when the page is hidden', async () => {
    timers();
    const server = new Server();
    const ada = await online(server);
    ada.with(GRACE).setDraft('hello');
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();

    expect(server.drafts.kept.get(GRACE)?.body).toBe('hello');
  });
});
