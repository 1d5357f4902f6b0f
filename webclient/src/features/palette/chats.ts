import type { Client } from '../../store/types';
import { paletteWords } from '../../words/palette';
import NewMessage from '../chat/NewMessage.svelte';
import { goTo, openSearch, THREADS } from '../chat/route';
import { THREAD } from '../chat/row_signs';
import Browse from '../rooms/Browse.svelte';
import NewGroup from '../rooms/NewGroup.svelte';
import { GROUP, NOTES } from '../rooms/shapes';
import type { Action } from './actions';
import { READ, ROOMS, SEARCH, WRITE } from './shapes';

const { names, also } = paletteWords;

/** What begins or ends something with others. */
export function chats(client: Client): readonly Action[] {
  const unread = client.conversations.filter((each) => each.unread > 0 || each.markedUnread);
  const all: readonly Action[] = [
    { ...called('message'), shape: WRITE, run: ({ show }) => show(NewMessage) },
    { ...called('group'), shape: GROUP, run: ({ show }) => show(NewGroup) },
    { ...called('rooms'), shape: ROOMS, run: ({ show }) => show(Browse) },
    { ...called('search'), shape: SEARCH, run: () => openSearch('') },
    { ...called('threads'), shape: THREAD, run: () => (window.location.hash = THREADS) },
    { ...called('notes'), shape: NOTES, run: () => notes(client) },
  ];
  const read = () => {
    for (const each of unread) each.markRead();
  };
  return unread.length > 0 ? [...all, { ...called('read'), shape: READ, run: read }] : all;
}

const called = (id: keyof typeof names) => ({ id, name: names[id], also: also[id] });

async function notes(client: Client): Promise<void> {
  const { address } = client.me;
  await client.begin(address);
  goTo(address);
}
