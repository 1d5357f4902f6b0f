import { describe, expect, it, vi } from 'vitest';
import type { StoredConversation } from './conversation.svelte';
import { Database } from './database';
import { entry } from './entry';
import type { Session } from './sign_in';
import { bodies, fromGrace, ownBrowser, settled, type Tab, tab } from './testing/office';
import { ADA, GRACE, Server, ServerTime } from './testing/server';

ownBrowser();

const MANY = 1_600;
const PATIENCE = { timeout: 20_000 };

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `message ${at}`);

/** Grace talks to Ada, who looks at it where nothing else is said. */
class Talk {
  readonly time = new ServerTime();
  readonly server = new Server();
  #said = 0;

  async open(differs: Partial<Session> = {}): Promise<[Tab, StoredConversation]> {
    const ada = await tab(this.server, differs);
    await ada.online();
    return [ada, ada.with(GRACE) as StoredConversation];
  }

  /** As much as does not stay; the next that is said tells. */
  fill(of: StoredConversation): void {
    const said = { conversation: GRACE, author: GRACE, own: false };
    const entries = Array.from({ length: MANY }, () => {
      const [archiveId, body] = [this.time.next(), `message ${this.#said++}`];
      this.server.archive(ADA, archiveId, fromGrace(archiveId, body));
      return entry({ ...said, key: archiveId, archiveId, order: Number(archiveId), body });
    });
    of.merge(entries.map((each) => ({ kind: 'message', entry: each })));
  }

  /** In the archive, and now in these tabs. */
  async say(count: number, ...tabs: Tab[]): Promise<void> {
    for (let nth = 0; nth < count; nth++, this.#said++) {
      const id = this.time.next();
      const message = fromGrace(id, `message ${this.#said}`);
      this.server.archive(ADA, id, message);
      for (const each of tabs) each.connection.arrive(message);
    }
    for (const each of tabs)
      await vi.waitFor(
        () => expect(each.with(GRACE).messages.at(-1)?.body).toBe(`message ${this.#said - 1}`),
        PATIENCE,
      );
    await settled();
  }
}

async function look(at: StoredConversation): Promise<void> {
  at.open();
  at.attend(true);
  await settled();
}

async function scrollBack(of: StoredConversation): Promise<string[]> {
  while (of.history !== 'beginning') {
    expect(of.history).toBe('more');
    await of.loadOlder();
  }
  return bodies(of);
}

describe('of a long talk, what was read', () => {
  it('leaves memory, and comes back whole from what this browser keeps', async () => {
    const talk = new Talk();
    const [ada, grace] = await talk.open();
    await look(grace);

    await talk.say(MANY, ada);

    expect(grace.messages.length).toBeLessThan(1_000);
    expect(grace.unread).toBe(0);
    expect(await scrollBack(grace)).toEqual(numbered(MANY));
  });

  it('comes back whole from the archive where a browser keeps nothing', async () => {
    const talk = new Talk();
    const [ada, grace] = await talk.open({ shared: true });
    await look(grace);
    talk.fill(grace);
    await talk.say(5, ada);

    expect(grace.messages.length).toBeLessThan(1_000);
    expect(await scrollBack(grace)).toEqual(numbered(MANY + 5));
  });

  it('takes the line above it along', async () => {
    const talk = new Talk();
    const [ada, grace] = await talk.open();
    await talk.say(3, ada);
    await look(grace);
    expect(grace.firstUnreadKey).toBe(grace.messages[0]?.key);

    talk.fill(grace);
    await talk.say(1, ada);

    expect(grace.messages.length).toBeLessThan(1_000);
    expect(grace.firstUnreadKey).toBeNull();
  });

  it('stays as long as somebody is at work on it, or looks at what is old', async () => {
    const talk = new Talk();
    const [ada, grace] = await talk.open();
    await look(grace);
    const release = grace.hold();
    talk.fill(grace);
    await talk.say(1, ada);
    expect(grace.messages).toHaveLength(MANY + 1);

    release();
    grace.attend(false);
    await talk.say(1, ada);
    expect(grace.messages).toHaveLength(MANY + 2);

    grace.attend(true);
    await talk.say(1, ada);
    expect(grace.messages.length).toBeLessThan(1_000);
  });

  it('stays where no archive has it', async () => {
    const talk = new Talk();
    const [ada, grace] = await talk.open({ shared: true });
    await look(grace);
    await talk.say(2, ada);
    const order = Number(talk.time.next());
    const only = { conversation: GRACE, key: 'only', author: GRACE, own: false, order };
    grace.merge([{ kind: 'message', entry: entry({ ...only, body: 'only here' }) }]);

    talk.fill(grace);
    await talk.say(1, ada);

    expect(bodies(grace)).toContain('only here');
  });

  it('stays where another tab is to store it', async () => {
    const talk = new Talk();
    const [leading] = await talk.open();
    const [ada, grace] = await talk.open();
    await look(grace);

    talk.fill(grace);
    await talk.say(1, leading, ada);

    expect(grace.messages).toHaveLength(MANY + 1);
  });

  it('stays where the copy of this browser has a gap', async () => {
    const talk = new Talk();
    const [ada, grace] = await talk.open();
    await look(grace);
    await talk.say(10, ada);
    const full = vi.spyOn(Database.prototype, 'keepMessages').mockResolvedValue(false);
    await talk.say(10, ada);
    await vi.waitFor(
      () => expect(full.mock.calls.flatMap(([entries]) => entries)).toHaveLength(10),
      PATIENCE,
    );
    await settled();
    full.mockRestore();

    talk.fill(grace);
    await talk.say(1, ada);

    expect(grace.messages).toHaveLength(MANY + 21);
  });
});

describe('an old message that was never sent', () => {
  it('is no reason not to look for what is older than what is here', async () => {
    const talk = new Talk();
    const order = Number(talk.time.next());
    await talk.say(400);
    const [, grace] = await talk.open();
    const failed = { conversation: GRACE, key: 'failed', author: ADA, own: true, error: 'refused' };
    grace.merge([{ kind: 'message', entry: entry({ ...failed, order, body: 'mine' }) }]);
    const id = talk.server.archives.get(ADA)?.[0]?.id ?? '';
    expect(grace.timeline.named(id)).toBeNull();

    expect(await grace.reach({ id })).not.toBeNull();
    expect(bodies(grace).filter((each) => each !== 'mine')).toEqual(numbered(400));
  });
});
