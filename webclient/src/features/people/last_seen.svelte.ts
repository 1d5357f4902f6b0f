import { ReactiveMap } from '../../store/reactive_map.svelte';
import type { Client, Conversation } from '../../store/types';
import { nowByMinutes } from '../../ui/now';
import { peopleWords } from '../../words/people';
import { clock, day, sameDay } from '../../words/times';

const known = new ReactiveMap<number | null>();

/** When somebody who is not there was; asked of the server, which tells whom they let see it. */
export function lastSeen(client: Client, conversation: Conversation): { readonly text: string } {
  const { address, availability, history, idleSince, isNotes } = conversation;
  if (isNotes || client.link.state !== 'online') return { text: '' };
  if (availability === 'away' && idleSince !== null) return { text: said(idleSince) };
  if (availability !== 'offline') {
    queueMicrotask(() => known.delete(address));
    return { text: '' };
  }
  const at = known.get(address);
  // One has come to read: what was said is asked for before.
  if (at === undefined && !['unknown', 'loading'].includes(history)) void ask(client, address);
  return { text: at ? said(at) : '' };
}

async function ask(client: Client, address: string): Promise<void> {
  await Promise.resolve(); // nothing changes while something is derived
  if (known.has(address)) return;
  known.set(address, null);
  try {
    const { people } = await client.acts();
    known.set(address, await people.seen(address));
  } catch {
    known.delete(address);
  }
}

function said(at: number): string {
  const now = nowByMinutes();
  const moment = sameDay(at, now) ? clock(at) : `${day(at, now)}, ${clock(at)}`;
  return peopleWords.lastSeen(moment);
}
