import type { News } from '../../../store/notice_types';
import type { Client } from '../../../store/types';
import { notificationWords as words } from '../../../words/notifications';
import { looking } from '../looking';
import { goTo, route } from '../route';
import { keepShell } from '../shell';
import { enacted, isAct } from '../texts';
import { ThisBrowser } from './browser.svelte';
import { chime } from './sound';

const browsers = new WeakMap<Client, Promise<ThisBrowser>>();

/** The one of this page; it begins with whoever asks first. */
export function browserOf(client: Client): Promise<ThisBrowser> {
  const known = browsers.get(client) ?? begin(client);
  browsers.set(client, known);
  return known;
}

async function begin(client: Client): Promise<ThisBrowser> {
  keepShell(client);
  const notices = await client.notices();
  const browser = new ThisBrowser(notices, !client.me.shared);
  $effect.root(() => {
    $effect(() => notices.shows(route.address, looking()));
  });
  notices.onNews((news) => browser.state === 'on' && void show(news).catch(reportError));
  navigator.serviceWorker?.addEventListener('message', opened);
  await browser.begin();
  return browser;
}

/** A notification was clicked: its worker has brought this page to the front. */
function opened({ data }: MessageEvent): void {
  if (typeof data?.open === 'string') goTo(data.open);
}

async function show({ address, conversation, author, body, preferences }: News): Promise<void> {
  const heard = preferences.sound && (await chime().catch(() => false));
  const text = enacted(body, author ?? conversation) || words.file;
  const said = author && !isAct(body) ? words.authored(author, text) : text;
  const what = preferences.previews
    ? { title: conversation, body: said, tag: address }
    : { title: words.something, body: '', tag: 'stoa' };
  const registration = await navigator.serviceWorker.ready;
  await registration.showNotification(what.title, {
    body: what.body,
    tag: what.tag,
    silent: heard || !preferences.sound,
    data: { address },
  });
}
