import { on } from 'svelte/events';
import type { Client } from '../../store/types';
import { openSettings } from '../settings/place';
import { goTo, openSearch, route } from './route';

/** Keys that mean the same wherever one is; those of the palette are there before. */
export function listen(client: Client): void {
  on(window, 'keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (done(client, event)) event.preventDefault();
  });
}

function done(client: Client, event: KeyboardEvent): boolean {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey && step) neighbour(client, step);
  else if (command && event.shiftKey && event.key.toLowerCase() === 'f')
    openSearch(route.address ? `in:${route.address} ` : '');
  else if (command && event.key === ',') openSettings();
  else if (event.key === '?' && !command && !isWriting(event.target)) openSettings('shortcuts');
  else return false;
  return true;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select') !== null;
}

function neighbour(client: Client, step: number): void {
  const all = client.conversations.filter((each) => !each.archived);
  const at = all.findIndex((each) => each.address === route.address);
  const next = all[at < 0 ? 0 : at + step];
  if (next) goTo(next.address);
}
