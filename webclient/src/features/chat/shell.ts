import type { Client } from '../../store/types';

const WORKER = '/service-worker.js';
/** What one came for is there first. */
const AFTER_MS = 3_000;

/** From now on the page is there without a network, and its worker may tell what is new. */
export function keepShell(client: Client): void {
  if ('serviceWorker' in navigator && !client.me.shared)
    setTimeout(() => void worker().catch(() => undefined), AFTER_MS); // tried again by the next page
}

/** Rejects where it cannot be had. */
export async function worker(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(WORKER, { scope: '/', updateViaCache: 'none' });
  return navigator.serviceWorker.ready;
}
