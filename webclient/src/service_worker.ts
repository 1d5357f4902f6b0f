/// <reference lib="webworker" />
/**
 * Tells what is new with no page open (Push API). A push says only that there is something: what it is
 * is asked of this origin, as the browser's session may. And it keeps what the page is made of, nothing
 * of anybody, so that the page is there without a network.
 */

import { isShell, keepShell, onlyLastShells, shell } from './shell';
import { workerWords as words } from './words/service_worker';

/** GET /api/v1/notifications */
interface New {
  readonly id: string;
  readonly name: string;
  readonly unread: number;
  readonly last: { readonly nick: string; readonly body: string } | null;
}
interface Answer {
  readonly enabled: boolean;
  readonly conversations: readonly New[];
}
interface Shown {
  readonly title: string;
  readonly body: string;
  /** What the same is called in a page: one takes the place of the other. */
  readonly tag: string;
  readonly address: string | null;
}

const worker = self as unknown as ServiceWorkerGlobalScope;
const ANSWER_WITHIN_MS = 10_000;
const MOST_NAMES = 3;
/** XEP-0245 */
const ME = '/me ';
const SOMETHING: Shown = { title: words.something, body: '', tag: 'stoa', address: null };

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
  void worker.skipWaiting();
});
worker.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([worker.clients.claim(), onlyLastShells()])),
);
worker.addEventListener('fetch', (event) => {
  if (isShell(event.request)) event.respondWith(shell(event.request));
});
worker.addEventListener('push', (event) => event.waitUntil(told()));
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.address ?? null));
});

/** The page tells by itself where somebody looks at it. */
async function told(): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.some((page) => page.focused && isOurs(page))) return;
  const shown = await found();
  if (shown) await show(shown);
}

function show({ title, body, tag, address }: Shown): Promise<void> {
  return worker.registration.showNotification(title, { body, tag, data: { address } });
}

/** Null: it was read meanwhile, or nothing is to be told now. */
async function found(): Promise<Shown | null> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch('/api/v1/notifications', { signal, cache: 'no-store' });
    if (!answer.ok) return SOMETHING;
    const { enabled, conversations }: Answer = await answer.json();
    return enabled && conversations.length > 0 ? shownOf(conversations) : null;
  } catch {
    return SOMETHING;
  }
}

function shownOf(conversations: readonly New[]): Shown {
  const [first] = conversations;
  const count = conversations.reduce((sum, each) => sum + each.unread, 0);
  if (!first?.last) return { ...SOMETHING, body: words.messages(count) };
  const name = first.name || first.id;
  if (conversations.length > 1) {
    const names = conversations.slice(0, MOST_NAMES).map((each) => each.name || each.id);
    const body = words.from(names, conversations.length - names.length);
    return { title: words.messages(count), body, tag: 'stoa', address: null };
  }
  const { nick, body } = first.last;
  const acting = body.startsWith(ME);
  const said = acting ? `${nick || name} ${body.slice(ME.length)}` : body || words.messages(count);
  const text = nick && body && !acting ? words.authored(nick, said) : said;
  return { title: name, body: text, tag: first.id, address: first.id };
}

async function open(address: string | null): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(isOurs);
  if (!page) {
    const place = address ? `#/c/${encodeURIComponent(address).replaceAll('%40', '@')}` : '';
    await worker.clients.openWindow(`/${place}`);
    return;
  }
  if (address) page.postMessage({ open: address });
  await page.focus();
}

function isOurs(page: Client): boolean {
  return new URL(page.url).pathname === '/';
}
