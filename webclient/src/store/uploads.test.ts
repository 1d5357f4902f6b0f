import { File } from 'node:buffer';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FileService } from './testing/file_service';
import { child, end, ownBrowser, settled, type Tab, tab } from './testing/office';
import { GRACE, LINUS, Server } from './testing/server';
import type { Conversation, Upload } from './types';

ownBrowser();

let service = new FileService();
let server = new Server();

beforeEach(() => {
  service = new FileService();
  server = new Server();
  service.open();
  sessionStorage.clear();
});

async function ada(): Promise<Tab> {
  const opened = await tab(server);
  service.serve(opened.connection);
  return opened;
}

async function talking() {
  const opened = await ada();
  await opened.online();
  return { ada: opened, grace: opened.with(GRACE) };
}

/** Of Node.js, which a database in memory can keep; jsdom's it cannot. */
const file = (name: string, bytes = 100) =>
  new File(['x'.repeat(bytes)], name, { type: 'application/pdf' });

function uploadOf(of: Conversation, nth = 0): Upload {
  const found = of.messages[nth]?.upload;
  if (!found) throw new Error('nothing is being uploaded');
  return found;
}

const links = (of: Tab) => of.said().map((each) => child(each, 'body')?.textContent);
const names = (of: Conversation) => of.messages.map((each) => each.files[0]?.name);
const offline = { kind: 'waiting', retryAt: 0, reason: 'network' } as const;
const error = (condition: string, text: string, more = '') =>
  `<error type="modify"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/><text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">${text}</text>${more}</error>`;

describe('a file that is shared', () => {
  it('shows at once, says how much of it is sent, and is a message when it is there', async () => {
    service.about = { media_type: 'application/pdf', size: 90, sha256: '00ff' };
    const { ada, grace } = await talking();
    await grace.share([file('plan.pdf')]);
    expect(names(grace)).toEqual(['plan.pdf']);
    expect(ada.said()).toEqual([]);

    const put = await service.put();
    put.sent(40);
    expect(uploadOf(grace)).toMatchObject({ state: 'uploading', sent: 40, total: 100 });
    put.answer(201);
    await vi.waitFor(() => expect(links(ada)).toEqual([service.link(0)]));

    await vi.waitFor(() => expect(grace.messages[0]?.upload).toBeNull());
    const [message] = grace.messages;
    expect(message).toMatchObject({ body: '', delivery: 'waiting' });
    expect(message?.files).toMatchObject([
      { url: service.link(0), ours: true, size: 90, sha256: 'AP8=', voice: false },
    ]);
    expect(child(ada.said()[0] as Element, 'file-sharing')?.getAttribute('disposition')).toBe(
      'attachment',
    );
  });

  it('is one of several, which arrive in their order whichever is there first', async () => {
    const { ada, grace } = await talking();
    await grace.share([file('one.pdf'), file('two.pdf'), file('three.pdf')]);
    const puts = [await service.put(), await service.put(), await service.put()];

    for (const put of [...puts].reverse()) put.answer(201);
    await vi.waitFor(() => expect(ada.said()).toHaveLength(3));

    expect(links(ada).map((link) => link?.split('/').at(-1))).toEqual([
      'one.pdf',
      'two.pdf',
      'three.pdf',
    ]);
    expect(names(grace)).toEqual(['one.pdf', 'two.pdf', 'three.pdf']);
  });

  it('holds up neither words nor another conversation', async () => {
    const { ada, grace } = await talking();
    const linus = ada.with(LINUS);
    await grace.share([file('large.pdf')]);
    await service.put();
    await linus.share([file('small.pdf')]);
    (await service.put()).answer(201);
    grace.send('It is on its way');

    await vi.waitFor(() => expect(links(ada)).toContain('It is on its way'));
    await vi.waitFor(() => expect(links(ada)).toContain(service.link(1)));
    expect(uploadOf(grace).state).toBe('uploading');
  });

  it('of which no more than three travel at once waits for its turn', async () => {
    const { grace } = await talking();
    await grace.share(['1', '2', '3', '4'].map((name) => file(name)));
    const first = await service.put();
    await settled();
    expect(service.asked).toEqual(['1', '2', '3']);
    expect(uploadOf(grace, 3).state).toBe('waiting');

    first.answer(201);

    await vi.waitFor(() => expect(service.asked).toEqual(['1', '2', '3', '4']));
  });

  it('keeps its ending where its name is too long for the server', async () => {
    const { grace } = await talking();

    await grace.share([file(`${'ü'.repeat(200)}.pdf`)]);

    const [name = ''] = names(grace);
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(255);
    expect(name).toMatch(/ü\.pdf$/);
  });

  it('may be spoken', async () => {
    const { ada, grace } = await talking();
    const spoken = new File(['x'], 'voice.ogg', { type: 'audio/ogg; codecs=opus' });
    await grace.share([spoken], { voice: true, durationMs: 2400.4 });
    (await service.put()).answer(201);
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));

    expect(grace.messages[0]?.files[0]).toMatchObject({
      voice: true,
      durationMs: 2400,
      mediaType: 'audio/ogg',
    });
    expect(child(ada.said()[0] as Element, 'file-sharing')?.getAttribute('disposition')).toBe(
      'inline',
    );
  });
});

describe('an upload that is cancelled', () => {
  it('ends, and nobody is told of it', async () => {
    const { ada, grace } = await talking();
    await grace.share([file('plan.pdf'), file('next.pdf')]);
    const [put, next] = [await service.put(), await service.put()];

    uploadOf(grace).cancel();
    await settled();
    next.answer(201);
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));

    expect(put.aborted).toBe(true);
    expect(names(grace)).toEqual(['next.pdf']);
    expect(links(ada)).toEqual([service.link(1)]);
  });

  it('is gone after a reload', async () => {
    const { ada: before, grace } = await talking();
    await grace.share([file('plan.pdf')]);
    await service.put();
    uploadOf(grace).cancel();
    await settled();

    before.connection.become(offline);
    window.dispatchEvent(new Event('pagehide'));
    const after = await ada();
    await after.online();

    expect(after.with(GRACE).messages).toEqual([]);
    expect(service.asked).toHaveLength(1);
  });
});

describe('an upload that fails', () => {
  const TOO_LARGE =
    '<file-too-large xmlns="urn:xmpp:http:upload:0"><max-file-size>50</max-file-size></file-too-large>';

  it.each([
    ['too large', error('not-acceptable', 'x', TOO_LARGE), 'file-too-large 50', false],
    [
      'over the quota',
      error('resource-constraint', 'Quota reached. 9 kB are left'),
      'Quota reached. 9 kB are left',
      true,
    ],
  ])('says so: %s', async (_, refusal, reason, again) => {
    const { ada, grace } = await talking();
    service.refusal = refusal;

    await grace.share([file('plan.pdf')]);

    await vi.waitFor(() =>
      expect(uploadOf(grace)).toMatchObject({ state: 'failed', error: reason, again }),
    );
    expect(ada.said()).toEqual([]);
  });

  it('says what the scanner has found', async () => {
    const { ada, grace } = await talking();
    service.about = { state: 'refused', refusal: 'Eicar-Test-Signature' };
    await grace.share([file('virus.pdf')]);
    (await service.put()).answer(201);

    await vi.waitFor(() =>
      expect(uploadOf(grace)).toMatchObject({
        state: 'failed',
        error: 'file-refused Eicar-Test-Signature',
        again: false,
      }),
    );
    expect(ada.said()).toEqual([]);
  });

  it('says that the file is empty', async () => {
    const { grace } = await talking();

    await grace.share([file('nothing.pdf', 0)]);

    await vi.waitFor(() => expect(uploadOf(grace).error).toBe('file-empty'));
    expect(service.asked).toEqual([]);
  });

  it('is tried again when somebody says so, and those after it have not waited', async () => {
    const { ada, grace } = await talking();
    service.refusal = error('resource-constraint', 'Quota reached');
    await grace.share([file('plan.pdf')]);
    await vi.waitFor(() => expect(uploadOf(grace).state).toBe('failed'));
    service.refusal = null;
    await grace.share([file('next.pdf')]);
    (await service.put()).answer(201);
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));

    uploadOf(grace).retry();
    (await service.put()).answer(201);

    await vi.waitFor(() => expect(links(ada)).toEqual([service.link(0), service.link(1)]));
    expect(grace.messages.map((each) => each.upload)).toEqual([null, null]);
  });

  it('can be removed', async () => {
    const { grace } = await talking();
    service.refusal = error('resource-constraint', 'Quota reached');
    await grace.share([file('plan.pdf')]);
    await vi.waitFor(() => expect(uploadOf(grace).state).toBe('failed'));

    uploadOf(grace).cancel();

    await vi.waitFor(() => expect(grace.messages).toEqual([]));
  });

  it('on a connection that is there begins anew by itself, with another slot', async () => {
    const { ada, grace } = await talking();
    await grace.share([file('plan.pdf')]);
    const put = await service.put();
    put.sent(50);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    put.answer(0);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();

    (await service.put()).answer(201);

    await vi.waitFor(() => expect(links(ada)).toEqual([service.link(1)]));
  });
});

describe('without a connection', () => {
  it('a file waits, and goes when there is one', async () => {
    const { ada, grace } = await talking();
    ada.connection.become(offline);
    await grace.share([file('plan.pdf')]);
    await settled();
    expect(uploadOf(grace).state).toBe('waiting');
    expect(service.asked).toEqual([]);

    await ada.online();
    (await service.put()).answer(201);

    await vi.waitFor(() => expect(links(ada)).toEqual([service.link(0)]));
  });

  it('an upload that was cut goes on with the next one', async () => {
    const { ada, grace } = await talking();
    await grace.share([file('plan.pdf')]);
    const put = await service.put();
    ada.connection.become(offline);
    put.answer(0);
    await vi.waitFor(() => expect(uploadOf(grace).state).toBe('waiting'));

    await ada.online();
    (await service.put()).answer(201);

    await vi.waitFor(() => expect(links(ada)).toEqual([service.link(1)]));
  });
});

describe('after a reload', () => {
  async function reloaded(bytes: number) {
    const { ada: before, grace } = await talking();
    await grace.share([file('plan.pdf', bytes)]);
    await service.put();
    await settled();
    before.connection.become(offline);
    window.dispatchEvent(new Event('pagehide'));
    const after = await ada();
    return { after, grace: after.with(GRACE) };
  }

  it('a file that was not there yet is uploaded and sent, once', async () => {
    const { after, grace } = await reloaded(77);
    expect(names(grace)).toEqual(['plan.pdf']);
    expect(uploadOf(grace)).toMatchObject({ state: 'waiting', total: 77 });

    await after.online();
    const put = await service.put();
    expect(put.file?.size).toBe(77);
    put.answer(201);

    await vi.waitFor(() => expect(links(after)).toEqual([service.link(1)]));
    expect(grace.messages).toHaveLength(1);
  });

  it('a file that this browser has lost says so, and does not keep those after it', async () => {
    const { ada: before, grace: there } = await talking();
    await there.share([file('lost.pdf')]);
    await service.put();
    await settled();
    const database = await openDB('stoa ada@localhost');
    await database.clear('files');
    database.close();
    before.connection.become(offline);
    window.dispatchEvent(new Event('pagehide'));
    const after = await ada();

    await after.online();

    const grace = after.with(GRACE);
    await vi.waitFor(() =>
      expect(uploadOf(grace)).toMatchObject({ state: 'failed', error: 'file-gone', again: false }),
    );
  });
});

it('two tabs do not upload the same file', async () => {
  const { ada: one, grace } = await talking();
  const other = await ada();
  await other.online();
  await grace.share([file('plan.pdf')]);
  const put = await service.put();
  await vi.waitFor(() => expect(names(other.with(GRACE))).toEqual(['plan.pdf']));
  put.answer(201);

  await vi.waitFor(() => expect(links(one)).toEqual([service.link(0)]));
  await vi.waitFor(() => expect(other.with(GRACE).messages[0]?.upload).toBeNull());
  expect(service.asked).toEqual(['plan.pdf']);
  await end(other);
});
