import { describe, expect, it, vi } from 'vitest';
import { serialize } from '../xmpp/xml';
import {
  bodies,
  child,
  end,
  fromGrace,
  ownBrowser,
  settled,
  type Tab,
  tab,
} from './testing/office';
import { inRoom, inside } from './testing/rooms';
import { ADA, GRACE, LINUS, Server, ServerTime } from './testing/server';

ownBrowser();

const NODE = 'urn:stoa:hidden:1';

async function talking() {
  const [server, time] = [new Server(), new ServerTime()];
  const ada = await tab(server);
  await ada.online();
  const ids = [time.next(), time.next(), time.next()] as const;
  for (const [at, id] of ids.entries())
    ada.connection.arrive(fromGrace(id, ['one', 'two', 'three'][at] ?? ''));
  return { server, time, ada, grace: ada.with(GRACE), ids };
}

const item = (id: string, address = GRACE) =>
  `<item id="${id}"><hidden xmlns="${NODE}" in="${address}"/></item>`;
const event = (inner: string, from = ADA) =>
  `<message type="headline" from="${from}" to="${ADA}/web-1"><event xmlns="http://jabber.org/protocol/pubsub#event">${inner}</event></message>`;
const items = (inner: string) => `<items node="${NODE}">${inner}</items>`;
const asked = (ada: Tab, verb: string) =>
  ada.connection.sent.filter(
    (each) => each.localName === 'iq' && each.querySelector(`${verb}[node="${NODE}"]`),
  );

describe('a message that somebody hides', () => {
  it('is not shown any more, here and on their other devices', async () => {
    const { server, ada, grace, ids } = await talking();

    grace.hide(ids[1], true);
    await vi.waitFor(() => expect(bodies(grace)).toEqual(['one', 'three']));
    await vi.waitFor(() =>
      expect([...(server.published.get(NODE)?.keys() ?? [])]).toEqual([ids[1]]),
    );
    expect(serialize(asked(ada, 'publish')[0] as Element)).toContain(`in="${GRACE}"`);

    grace.hide(ids[1], false);
    await vi.waitFor(() => expect(bodies(grace)).toEqual(['one', 'two', 'three']));
    await vi.waitFor(() => expect(server.published.get(NODE)?.size).toBe(0));
  });

  it('on another device is not shown here, until it is again', async () => {
    const { ada, grace, ids } = await talking();

    ada.connection.arrive(event(items(item(ids[2]))));
    await vi.waitFor(() => expect(bodies(grace)).toEqual(['one', 'two']));
    ada.connection.arrive(event(items(`<retract id="${ids[2]}"/>`)));
    await vi.waitFor(() => expect(bodies(grace)).toEqual(['one', 'two', 'three']));
    ada.connection.arrive(event(items(item(ids[0]))));
    ada.connection.arrive(event(`<purge node="${NODE}"/>`));
    await settled();

    expect(bodies(grace)).toHaveLength(3);
  });

  it('is not hidden by anybody else', async () => {
    const { ada, grace, ids } = await talking();

    ada.connection.arrive(event(items(item(ids[0])), GRACE));
    await settled();

    expect(bodies(grace)).toHaveLength(3);
  });

  it('does not count, and the one before it is shown in the list, which stays as it was', async () => {
    const { grace, ids } = await talking();
    const { lastActivity } = grace;
    expect(grace.unread).toBe(3);

    grace.hide(ids[2], true);
    await vi.waitFor(() => expect(grace.preview?.body).toBe('two'));

    expect(grace).toMatchObject({ unread: 2, lastActivity });
    grace.hide(ids[1], true);
    grace.hide(ids[0], true);
    await vi.waitFor(() => expect(grace.preview).toBeNull());
    expect(grace).toMatchObject({ unread: 0, lastActivity });
  });

  it('is not in the list either where only the archive knows it', async () => {
    const server = new Server();
    server.inbox = [{ address: LINUS, id: '1795276639286217', body: 'secret', unread: 0 }];
    server.published.set(
      NODE,
      new Map([['1795276639286217', `<hidden xmlns="${NODE}" in="${LINUS}"/>`]]),
    );
    const ada = await tab(server);

    await ada.online();

    await vi.waitFor(() => expect(ada.with(LINUS).preview).toBeNull());
  });

  it('stays hidden over a reload, before the server has said so', async () => {
    const { server, ada, grace, ids } = await talking();
    grace.hide(ids[0], true);
    await vi.waitFor(() => expect(server.published.get(NODE)?.size).toBe(1));
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    grace.hide(ids[1], true);
    await settled();
    dispatchEvent(new Event('pagehide'));
    await settled();

    const again = await tab(server);
    again.with(GRACE).open();
    await settled();

    expect(bodies(again.with(GRACE))).toEqual(['three']);
    await again.online();
    await vi.waitFor(() => expect(server.published.get(NODE)?.size).toBe(2));
    await end(again);
  });

  it('comes back where the server refuses, and somebody is told', async () => {
    const { ada, grace, ids } = await talking();
    ada.connection.answers.unshift((iq) =>
      iq.querySelector('publish') ? '<iq type="error"><error type="auth"/></iq>' : null,
    );

    grace.hide(ids[0], true);

    await vi.waitFor(() => expect(grace.messages[0]?.editing).toBe('failed'));
    expect(bodies(grace)).toEqual(['one', 'two', 'three']);
  });

  it('of one’s own is named by the archive that has it', async () => {
    const { server, time, ada, grace } = await talking();
    grace.send('mine');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    const [stanza] = ada.said();
    ada.connection.acknowledge(stanza as Element);
    const archived = serialize(stanza as Element).replace(' xmlns="jabber:client"', '');
    const id = time.next(3_590);
    server.archive(ADA, id, archived.replace('<message', `<message from="${ADA}/web-1"`));

    grace.hide(grace.messages.at(-1)?.key ?? '', true);
    await vi.waitFor(() => expect(bodies(grace)).toEqual(['one', 'two', 'three']));

    await vi.waitFor(() => expect([...(server.published.get(NODE)?.keys() ?? [])]).toEqual([id]));
    await settled();
    expect(bodies(grace)).toEqual(['one', 'two', 'three']);
  });

  it('in a room is hidden from oneself only', async () => {
    const { server, ada, room, time } = await inside();
    const id = time.next();
    ada.connection.arrive(inRoom('Grace', id, '<body>Noise</body>'));

    room.hide(id, true);

    await vi.waitFor(() => expect(room.messages).toEqual([]));
    await vi.waitFor(() => expect(server.published.get(NODE)?.get(id)).toContain(room.address));
    expect(ada.connection.sent.some((each) => child(each, 'moderate'))).toBe(false);
  });
});

it('more are hidden than one answer holds: they are asked for page by page', async () => {
  const server = new Server();
  const pages = [['1', '2'], ['3']];
  const ada = await tab(server);
  ada.connection.answers.unshift((iq) => {
    if (!iq.querySelector(`items[node="${NODE}"]`)) return null;
    const after = iq.querySelector('after')?.textContent ?? '';
    const page = pages[after === '' ? 0 : after === '2' ? 1 : 2] ?? [];
    const found = page.map((each) => item(`179527663928621${each}`)).join('');
    const set = `<set xmlns="http://jabber.org/protocol/rsm">${page.length ? `<last>${page.at(-1)}</last>` : ''}</set>`;
    return `<iq type="result"><pubsub xmlns="http://jabber.org/protocol/pubsub">${items(found)}${set}</pubsub></iq>`;
  });
  await ada.online();
  for (const n of [1, 2, 3, 4]) ada.connection.arrive(fromGrace(`179527663928621${n}`, `${n}`));

  expect(bodies(ada.with(GRACE))).toEqual(['4']);
});
