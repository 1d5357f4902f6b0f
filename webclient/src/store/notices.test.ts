import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NotSignedIn } from '../xmpp/connection';
import type { News, Notices, Preferences } from './notice_types';
import {
  carbon,
  child,
  fromGrace,
  ownBrowser,
  settled,
  type Tab,
  tab,
  toGrace,
} from './testing/office';
import { ADA, GRACE, LINUS, Server, ServerTime } from './testing/server';

const USUAL: Preferences = {
  enabled: true,
  previews: true,
  sound: true,
  rooms: 'always',
  quiet: null,
};
const NODE = { jid: 'push.localhost', node: 'n1', secret: 's1' };
const PHONE = '<device resource="phone" connected="true" active="true" show="online"/>';

ownBrowser();
let server: Server;
let time: ServerTime;
let ada: Tab;
let notices: Notices;
let news: News[];
let preferences: Preferences;
let devices: string;
let signedIn: string;
let asked: [string, string, unknown][];
let stop: () => void;

/** The portal's answers. */
async function portal(address: string, options: RequestInit = {}): Promise<Response> {
  const path = address.replace('/api/v1/', '');
  const method = options.method ?? 'GET';
  asked.push([method, path, options.body && JSON.parse(String(options.body))]);
  if (path === 'session') return Response.json({ jid: signedIn, csrf_token: 'token' });
  if (path === 'push') return Response.json(method === 'GET' ? { public_key: 'K' } : NODE);
  return method === 'DELETE' ? new Response(null) : Response.json(preferences);
}

beforeEach(async () => {
  [server, time, news, asked] = [new Server(), new ServerTime(), [], []];
  [preferences, devices, signedIn] = [USUAL, '', ADA];
  vi.stubGlobal('fetch', vi.fn(portal));
  ada = await tab(server);
  ada.connection.answers.unshift((iq) =>
    iq.firstElementChild?.namespaceURI === 'urn:stoa:devices:1'
      ? `<iq type="result"><devices xmlns="urn:stoa:devices:1">${devices}</devices></iq>`
      : null,
  );
  await ada.online();
  notices = await ada.client.notices();
  stop = notices.onNews((each) => news.push(each));
  notices.shows(null, false);
  await settled();
});
afterEach(() => stop());

async function says(text: string): Promise<void> {
  ada.connection.arrive(fromGrace(time.next(7_200), text));
  await settled();
}

const bodies = () => news.map(({ body }) => body);
const enabled = () =>
  ada.connection.sent.filter((each) => child(each, 'enable')?.namespaceURI === 'urn:xmpp:push:0');

describe('somebody is told of what is new', () => {
  it('once, with who has written and how they want it told', async () => {
    await says('Is the engine ready?');

    expect(news).toEqual([
      {
        address: GRACE,
        conversation: 'Grace Hopper',
        author: null,
        body: 'Is the engine ready?',
        preferences: USUAL,
      },
    ]);
    await says('Is it?');
    expect(bodies()).toEqual(['Is the engine ready?', 'Is it?']);
  });

  it('not of what is looked at, nor of own words', async () => {
    notices.shows(GRACE, true);
    await settled();
    await says('seen');
    ada.connection.arrive(carbon('sent', toGrace('c1', 'from the phone')));
    await settled();
    notices.shows(GRACE, false);
    await settled();
    await says('not seen');

    expect(bodies()).toEqual(['not seen']);
  });

  it('not of muted conversations', async () => {
    ada.with(GRACE).setNotify('never', null);
    await settled();
    await says('psst');

    expect(bodies()).toEqual([]);
  });

  it('not while they want quiet', async () => {
    await notices.keep({ ...USUAL, enabled: false });
    await says('later');

    expect(bodies()).toEqual([]);
  });

  it('not while another device is looked at, or does not want to be disturbed', async () => {
    devices = PHONE;
    await says('on the phone');
    devices = PHONE.replace('online', 'dnd');
    await says('not now');
    devices = PHONE.replace('online', 'away');
    await says('nobody there');

    expect(bodies()).toEqual(['nobody there']);
  });
});

describe('where somebody else has signed in since', () => {
  it('nothing of theirs is read or changed', async () => {
    signedIn = LINUS;

    await expect(notices.keep({ ...USUAL, enabled: false })).rejects.toThrow(NotSignedIn);
    await expect(notices.publicKey()).rejects.toThrow(NotSignedIn);

    expect(asked.filter(([, path]) => path !== 'session')).toEqual([]);
  });
});

describe('push', () => {
  const given = { endpoint: 'https://push.example/1', keys: { p256dh: 'P', auth: 'A', more: 'x' } };

  it('is enabled on this stream and each new one, and not on one that goes on', async () => {
    await notices.subscribe(given);
    expect(asked).toContainEqual([
      'POST',
      'push',
      { endpoint: given.endpoint, keys: { p256dh: 'P', auth: 'A' } },
    ]);
    expect(enabled()).toHaveLength(1);
    await ada.online(true);
    expect(enabled()).toHaveLength(1);

    await ada.online(false);
    expect(enabled()).toHaveLength(2);
  });

  it('is disabled where it was, and removed', async () => {
    await notices.subscribe(given);
    await notices.unsubscribe();
    await ada.online(false);

    expect(ada.connection.sent.some((each) => child(each, 'disable'))).toBe(true);
    expect(asked.at(-1)).toEqual(['DELETE', 'push/n1', undefined]);
    expect(enabled()).toHaveLength(1);
  });
});
