import type { Disposer } from '../xmpp/connection';
import type { Database } from './database';
import type { Parts } from './parts';
import type { Session } from './sign_in';

/** What was read last is told before one goes, if the server listens. */
const SAID_WITHIN_MS = 2_000;

/** Of this browser, with all its tabs. Rejects when the server cannot be told. */
export async function signOut(parts: Parts, portal: Parts['portal']): Promise<void> {
  const late = new Promise((passed) => setTimeout(passed, SAID_WITHIN_MS));
  const { overview, reading } = parts;
  await Promise.race([Promise.all([reading.flush(), overview.loaded?.drafts.flush()]), late]);
  await portal.signOut();
  parts.tabs.tell({ kind: 'signed-out' });
}

/** The end of this tab, and of everything that is kept. */
export async function leave(parts: Parts, disposers: readonly Disposer[]): Promise<void> {
  const { connection, database, outbox, overview, reading, rooms, tabs, typing } = parts;
  for (const part of [outbox, overview, reading, rooms, typing]) part.stop();
  await connection.stop();
  for (const dispose of [...disposers, ...parts.ends]) dispose();
  tabs.leave();
  await wipe(database, 'too');
}

/**
 * The session has ended. Of one that has only become too old, what was not sent waits for its owner;
 * of one that was ended nothing stays, in no tab.
 */
export async function forget(parts: Parts, session: Session): Promise<void> {
  const { clock, database, keeper, tabs } = parts;
  keeper.stop();
  const old = Date.parse(session.expires_at) <= clock.now();
  if (!old) tabs.tell({ kind: 'signed-out' });
  await wipe(database, old ? 'not' : 'too');
}

/** Everything of whoever was signed in; `unsent`: but what they wrote and nobody has. */
async function wipe(database: Database, unsent: 'too' | 'not'): Promise<void> {
  await endWorkers().catch(reportError); // all else ends all the same
  sessionStorage.clear();
  localStorage.clear();
  await (unsent === 'too' ? database.wipe() : database.forgetHistory());
  await forgetCaches();
}

/** Nothing is shown any more while nobody is signed in: new notifications end with the worker. */
async function endWorkers(): Promise<void> {
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map(end));
}

async function end(worker: ServiceWorkerRegistration): Promise<void> {
  for (const shown of await worker.getNotifications()) shown.close();
  await worker.unregister();
}

async function forgetCaches(): Promise<void> {
  if (!('caches' in globalThis)) return;
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}
