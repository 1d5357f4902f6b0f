import { mount, unmount } from 'svelte';
import { on } from 'svelte/events';
import type { Client } from '../../../store/types';
import { LIST } from '../route';
import Linked from './Linked.svelte';

const LINKED = '#/m/';

/** Where anybody comes to a message who may read it; its id is the archive's, or its author's. */
export const linkOf = (id: string): string => LINKED + encodeURIComponent(id);

export function linkedIn(hash: string): string {
  try {
    return hash.startsWith(LINKED) ? decodeURIComponent(hash.slice(LINKED.length)) : '';
  } catch {
    return '';
  }
}

/** Leads to what the address bar names, now and whenever it is another link. */
export function followLinks(client: Client): () => void {
  let close: (() => void) | null = null;
  const follow = () => {
    close?.();
    close = null;
    const id = linkedIn(window.location.hash);
    if (id) close = show(client, id);
  };
  follow();
  return on(window, 'hashchange', follow);
}

function show(client: Client, id: string): () => void {
  const onclose = () => {
    if (linkedIn(window.location.hash) === id) window.location.hash = LIST;
  };
  const shown = mount(Linked, { target: document.body, props: { client, id, onclose } });
  return () => void unmount(shown);
}
