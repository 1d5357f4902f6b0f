import { openDB } from 'idb';
import { describe, expect, it, vi } from 'vitest';
import { Loopback } from './testing/loopback';
import { bodies, child, ownBrowser, settled, tab } from './testing/office';
import { ADA, GRACE, LINUS, Server } from './testing/server';

ownBrowser();

/** As an older version of this client has left it, where somebody was offline. */
async function left(version: 1 | 2): Promise<void> {
  const database = await openDB(`stoa ${ADA}`, version, {
    upgrade(found) {
      found.createObjectStore('conversations', { keyPath: 'address' });
      const messages = found.createObjectStore('messages', { keyPath: ['conversation', 'key'] });
      messages.createIndex('newest', ['conversation', 'rank']);
      messages.createIndex('oldest', 'order');
      found.createObjectStore('outbox', { keyPath: 'id' });
      found.createObjectStore('drafts', { keyPath: 'address' });
      found.createObjectStore('archives', { keyPath: 'address' });
      if (version === 2) found.createObjectStore('files', { keyPath: 'id' });
    },
  });
  const ids = { key: 'k1', messageId: 'k1', originId: 'k1', archiveId: null, occupantId: null };
  const facts = { sentAt: null, deliveredAt: null, readAt: null, error: null, editedAt: null };
  const said = { conversation: GRACE, own: true, author: ADA, nick: null, body: 'not sent yet' };
  const other = { order: Date.now() * 1000, kind: 'text', replaces: null, markable: false };
  const files = version === 2 ? { files: [] } : {};
  const entry = {
    ...ids,
    ...facts,
    ...said,
    ...other,
    ...files,
    mentioned: false,
    retracted: false,
  };
  await database.put('outbox', { id: 'k1', entry, room: false, tab: 'gone' });
  await database.put('drafts', { address: LINUS, text: 'not finished yet' });
  await database.put('messages', { ...entry, key: 'old', sentAt: 1, rank: 1 });
  database.close();
}

describe.each([1, 2] as const)('what version %i of the database has', (version) => {
  it('keeps what exists nowhere else, and is used like any other from then on', async () => {
    await left(version);
    const snapshot = { ...new Loopback(null).suspend(), jid: `${ADA}/web-1` };
    const reload = { account: ADA, tab: 'gone', snapshot, presences: [], rooms: [], underWay: [] };
    sessionStorage.setItem('stoa reload', JSON.stringify(reload));

    const ada = await tab(new Server());
    expect(bodies(ada.with(GRACE))).toEqual(['not sent yet']);
    expect(ada.with(LINUS).draft).toBe('not finished yet');
    await ada.online();
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    const [stanza] = ada.said();
    ada.connection.acknowledge(stanza as Element);
    ada.with(GRACE).edit('k1', 'sent');

    await vi.waitFor(() => expect(ada.sentWith('replace')).toHaveLength(1));
    const [edit] = ada.sentWith('replace');
    expect(edit && child(edit, 'replace')?.getAttribute('id')).toBe('k1');
    await settled();
    expect(ada.client.storage).toBe('kept');
  });
});
