import { describe, expect, it, vi } from 'vitest';
import { filesOf, isOurs } from './shared_files';
import { bodies, fromGrace, ownBrowser, settled, tab } from './testing/office';
import { ADA, GRACE, Server, ServerTime } from './testing/server';

ownBrowser();

const PATH =
  '/files/3f2a9c1e-6d0b-4f8e-9a77-52c1d0e8b6a4/YWRh.q83vEjRWeJCrze8SNFZ4kA/engine%20room.jpg';
const link = (origin = location.origin, path = PATH) => origin + path;
const oob = (url: string) => `<x xmlns="jabber:x:oob"><url>${url}</url></x>`;
const sfs = (url: string) =>
  `<file-sharing xmlns="urn:xmpp:sfs:0" disposition="inline"><file xmlns="urn:xmpp:file:metadata:0"><media-type>image/png</media-type></file><sources><url-data xmlns="http://jabber.org/protocol/url-data" target="${url}"/></sources></file-sharing>`;

async function talking() {
  const server = new Server();
  const ada = await tab(server);
  await ada.online();
  return { server, ada, grace: ada.with(GRACE), time: new ServerTime() };
}

describe('a link', () => {
  it.each([
    ['of another server', link('https://evil.example')],
    ['that looks like ours', link('https://localhost.evil.example')],
    ['of another path', link(location.origin, '/api/v1/session')],
    ['that goes up again', link(location.origin, `${PATH}/../../../../api/v1/session`)],
    ['with an account', link(location.origin.replace('//', '//ada@evil.example/'))],
  ])('%s is not ours', (_, url) => {
    expect(isOurs(url)).toBe(false);
  });

  it('is ours here only', () => {
    expect(isOurs(link())).toBe(true);
  });

  it('of ours that is all a message says is a file, with what its name tells', () => {
    expect(filesOf([], ` ${link()} `)).toEqual([
      { url: link(), ours: true, name: 'engine room.jpg', mediaType: 'image/jpeg', voice: false },
    ]);
    expect(filesOf([], `look: ${link()}`)).toEqual([]);
    expect(filesOf([], 'https://example.org/cat.jpg')).toEqual([]);
  });
});

describe('what somebody shares', () => {
  it.each([
    ['with what is known of it', link(), sfs(link())],
    ['as a link beside a body that repeats it', link(), oob(link())],
    ['as a link', link(), ''],
  ])('arrives %s, and the link is not said as well', async (_, body, more) => {
    const { ada, grace, time } = await talking();
    const fallback = more.startsWith('<file')
      ? '<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:sfs:0"/>'
      : '';

    ada.connection.arrive(fromGrace(time.next(), body, more + fallback));

    expect(bodies(grace)).toEqual(['']);
    expect(grace.messages[0]?.files).toMatchObject([{ url: link(), ours: true }]);
    expect(grace.unread).toBe(1);
  });

  it('keeps the words beside it', async () => {
    const { ada, grace, time } = await talking();

    ada.connection.arrive(fromGrace(time.next(), 'From the summit', sfs(link())));

    expect(grace.messages[0]).toMatchObject({ body: 'From the summit', files: [{ url: link() }] });
  });

  it('without a body is a message that is owed a receipt', async () => {
    const { ada, grace, time } = await talking();
    const id = time.next();
    const stanza = fromGrace(id, '', `${sfs(link())}<request xmlns="urn:xmpp:receipts"/>`);

    ada.connection.arrive(stanza.replace('<body></body>', ''));

    expect(grace.messages).toHaveLength(1);
    expect(ada.sentWith('received')).toHaveLength(1);
  });

  it('leaves nothing of it when it is withdrawn', async () => {
    const { ada, grace, time } = await talking();
    const id = time.next();
    ada.connection.arrive(fromGrace(id, link(), oob(link())));

    ada.connection.arrive(
      `<message type="chat" from="${GRACE}/desk" to="${ADA}"><retract xmlns="urn:xmpp:message-retract:1" id="g${id}"/></message>`,
    );

    expect(grace.messages[0]).toMatchObject({ retracted: true, body: '', files: [] });
  });

  it('may be replaced by a correction', async () => {
    const { ada, grace, time } = await talking();
    const id = time.next();
    ada.connection.arrive(fromGrace(id, link(), oob(link())));
    const replace = `<replace xmlns="urn:xmpp:message-correct:0" id="g${id}"/>`;

    ada.connection.arrive(fromGrace(time.next(), 'The wrong one, sorry', replace));

    expect(grace.messages).toMatchObject([{ body: 'The wrong one, sorry', files: [] }]);
  });

  it('is there on the next page without the network', async () => {
    const { server, ada, time } = await talking();
    ada.connection.arrive(fromGrace(time.next(), link(), sfs(link())));
    await settled();
    window.dispatchEvent(new Event('pagehide'));
    await settled();

    const next = await tab(server);

    await vi.waitFor(() =>
      expect(next.with(GRACE).messages[0]?.files).toMatchObject([
        { url: link(), mediaType: 'image/png' },
      ]),
    );
  });
});
