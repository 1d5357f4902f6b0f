/** What the page is made of, kept by the service worker: its names are put in by the build (`shell_list.ts`). */
import { workerWords as words } from './words/service_worker';

interface Shell {
  readonly version: string;
  readonly names: readonly string[];
}

const SHELL: Shell = JSON.parse('shell: names');
const PREFIX = 'stoa shell ';
/** As in words/languages.ts, of which a worker can have no part. */
const COOKIE = 'stoa_language';
/** Pages of versions before this one may still be open, and load the rest of theirs. */
const KEPT = 3;
/** The page itself is the server's newest, unless that takes longer. */
const PATIENCE_MS = 1_000;

/** All of it, or nothing: a page without its parts is worth less than none. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(PREFIX + SHELL.version);
  const wanted = SHELL.names.map((name) => new Request(name, { cache: fresh(name) }));
  await cache.addAll(wanted);
}

/** This one, and of the others the last that were begun: this may be a version or language of before. */
export async function onlyLastShells(): Promise<void> {
  const others = (await caches.keys()).filter(
    (name) => name.startsWith(PREFIX) && name !== PREFIX + SHELL.version,
  );
  await Promise.all(others.slice(0, 1 - KEPT).map((name) => caches.delete(name)));
}

/** Nothing of anybody: neither the API, nor pictures, nor files. */
export function isShell({ method, mode, url }: Request): boolean {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== location.origin) return false;
  return mode === 'navigate' ? pathname === '/' : pathname.startsWith('/assets/');
}

export function shell(request: Request): Promise<Response> {
  return request.mode === 'navigate' ? page(request) : part(request);
}

/** Its name says what is in it. */
async function part(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(request: Request): Promise<Response> {
  const asked = fetch(request);
  const patience = new Promise<null>((over) => setTimeout(() => over(null), PATIENCE_MS));
  const isTheirs = await isChosen();
  const answer = await (isTheirs ? Promise.race([asked, patience]) : asked).catch(() => null);
  if (answer?.ok) return answer;
  const cache = await caches.open(PREFIX + SHELL.version);
  return (await cache.match('/')) ?? asked;
}

/** Whether what is kept is of the language that was chosen here, as far as a worker can know. */
async function isChosen(): Promise<boolean> {
  const chosen = await globalThis.cookieStore?.get(COOKIE).catch(() => null);
  return (chosen?.value ?? words.language) === words.language;
}

function fresh(name: string): RequestCache {
  return name === '/' ? 'no-cache' : 'default';
}
