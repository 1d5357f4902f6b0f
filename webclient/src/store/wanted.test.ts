import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { News, Preferences } from './notice_types';
import { fromGrace, ownBrowser, settled, type Tab } from './testing/office';
import { inRoom, inside } from './testing/rooms';
import { ADA, GRACE, ROOM, type Server, type ServerTime } from './testing/server';
import { remoteThread } from './testing/thread_service';

ownBrowser();
let server: Server;
let time: ServerTime;
let ada: Tab;
let news: News[];
let preferences: Preferences;
let stop: () => void;

async function portal(address: string): Promise<Response> {
  if (address.endsWith('session')) return Response.json({ jid: ADA, csrf_token: 'token' });
  return Response.json(preferences);
}

beforeEach(async () => {
  preferences = { enabled: true, previews: true, sound: true, rooms: 'on-mention', quiet: null };
  vi.stubGlobal('fetch', vi.fn(portal));
  ({ server, time, ada } = await inside());
  news = [];
  const [notices] = await Promise.all([ada.client.notices(), ada.client.acts()]);
  stop = notices.onNews((each) => news.push(each));
  notices.shows(null, false);
  await settled();
});
afterEach(() => stop());

const bodies = () => news.map(({ body }) => body);
const named = (thread: string) => (thread ? `<thread>${thread}</thread>` : '');

async function says(text: string, thread = '', nick = 'Grace'): Promise<string> {
  const id = time.next(60);
  ada.connection.arrive(inRoom(nick, id, `<body>${text}</body>${named(thread)}`));
  await settled();
  return id;
}

/** What the archive says of a thread of the room. */
function archive(thread: string, more: Partial<ReturnType<typeof remoteThread>>): void {
  server.threads.all.push({ ...remoteThread(ROOM, thread, time.next()), ...more });
}

it('of a room that tells of mentions only, a thread that one follows is told of', async () => {
  archive('cake', { followed: true });
  archive('tea', { followed: false });
  await says('a remark');
  await says('in another', 'tea');
  await says('I bring it', 'cake');

  expect(news).toMatchObject([{ address: ROOM, author: 'Grace Hopper', body: 'I bring it' }]);
});

it('the first answer to what one has said oneself is told of', async () => {
  const id = await says('Who brings cake?', '', 'Ada Lovelace');
  await says('I do', id);

  expect(bodies()).toEqual(['I do']);
});

it('what is said in a thread that one has left is quiet, and a mention there is not', async () => {
  preferences = { ...preferences, rooms: 'always' };
  archive('cake', { followed: false, follows: false });
  await says('I bring it', 'cake');
  await says('a remark');
  await says('Ada Lovelace: and you?', 'cake');

  expect(bodies()).toEqual(['a remark', 'Ada Lovelace: and you?']);
});

it('what comes at once is told of where any of it is wanted', async () => {
  archive('cake', { followed: true });
  for (const [text, thread] of [
    ['I bring it', 'cake'],
    ['a remark', ''],
  ] as const) {
    const inner = `<body>${text}</body>${named(thread)}`;
    ada.connection.arrive(inRoom('Grace', time.next(60), inner));
  }
  await settled();

  expect(bodies()).toEqual(['I bring it']);
});

it('between two people a thread that one has not asked for is as wanted as the rest', async () => {
  ada.with(GRACE).setNotify('on-mention', null);
  server.threads.all.push(remoteThread(GRACE, 'all of it', time.next()));
  ada.connection.arrive(fromGrace(time.next(7_200), 'psst', named('all of it')));
  await settled();

  expect(bodies()).toEqual([]);
});
