import { on } from 'svelte/events';
import type { Client } from '../../store/types';
import { visit } from '../palette/visited';
import { followLook } from '../settings/look.svelte';
import { follow } from './language.svelte';
import { followLinks } from './linked/links';
import { browserOf } from './notifications/start.svelte';
import { addressOf } from './route';
import { listen } from './shortcuts';

const begun = new WeakSet<Client>();

/** What goes on beside all that is shown; it ends with the page. */
export async function begin(client: Client): Promise<void> {
  if (begun.has(client)) return;
  begun.add(client);
  on(window, 'hashchange', arrived);
  arrived();
  listen(client);
  followLook();
  followLinks(client);
  await Promise.all([browserOf(client), follow(client)]);
}

function arrived(): void {
  const address = addressOf(window.location.hash);
  if (address !== null) visit(address);
}
