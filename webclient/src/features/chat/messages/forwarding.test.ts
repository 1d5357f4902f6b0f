import { describe, expect, it, vi } from 'vitest';
import { attachment, conversation, message } from '../samples';
import { forward } from './forwarding';
import { seenBy } from './seen';

describe('a file that is forwarded', () => {
  it('is shared anew, as a link to it is only its reader’s', async () => {
    const [send, share] = [vi.fn(), vi.fn(async () => undefined)];
    const fetched = vi.fn(async () => new Response('bytes'));
    vi.stubGlobal('fetch', fetched);
    await forward([message({ body: '', files: [attachment()] })], conversation({ send, share }));

    const [[files, how]] = share.mock.calls as unknown as [[File[], object]];
    expect(fetched).toHaveBeenCalledWith(attachment().url, { credentials: 'same-origin' });
    expect([files[0]?.name, files[0]?.type, how]).toEqual([
      'cat.png',
      'image/png',
      { voice: false },
    ]);
    expect(send).not.toHaveBeenCalled();
  });

  it('of somebody else’s server is its link', async () => {
    const send = vi.fn();
    const files = [attachment({ ours: false, url: 'https://example.org/cat.png' })];
    await forward([message({ own: true, body: 'Look', files })], conversation({ send }));

    // What is half written there stays.
    expect(send).toHaveBeenCalledExactlyOnceWith('Look\nhttps://example.org/cat.png', {
      aside: true,
    });
  });

  it('that cannot be had is not half forwarded', async () => {
    const send = vi.fn();
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
    const files = [attachment()];

    await expect(forward([message({ files })], conversation({ send }))).rejects.toThrow('404');
    expect(send).not.toHaveBeenCalled();
  });
});

describe('who has read a message of a room', () => {
  it('is what the server knows, by the names that are known here', async () => {
    const statuses = [
      { address: 'grace@localhost', read_at: '2026-11-21T12:00:00+00:00' },
      { address: 'ada@localhost', read_at: null },
    ];
    const asked = vi.fn(async () => Response.json({ statuses }));
    vi.stubGlobal('fetch', asked);
    const room = conversation({ address: 'research@rooms.localhost', kind: 'room' });

    expect(await seenBy(room, '17')).toEqual([
      { address: 'grace@localhost', name: 'grace@localhost', readAt: Date.UTC(2026, 10, 21, 12) },
      { address: 'ada@localhost', name: 'ada@localhost', readAt: null },
    ]);
    expect(asked).toHaveBeenCalledWith(
      '/api/v1/conversations/research%40rooms.localhost/messages/17/status',
    );
  });
});
