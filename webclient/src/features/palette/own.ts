import type { OwnAvailability } from '../../store/act_types';
import type { Client } from '../../store/types';
import { paletteWords } from '../../words/palette';
import SignOut from '../chat/SignOut.svelte';
import OwnStatus from '../people/OwnStatus.svelte';
import { STATUS } from '../people/shapes';
import type { Action, Actions } from './actions';
import { DEVICES, HEALTH, LEAVE } from './shapes';

const { names, also } = paletteWords;

/** What one is oneself, and has set. */
export const own: Actions = (client) => [
  { ...called('status'), shape: STATUS, run: ({ show }) => show(OwnStatus) },
  { ...called('online'), shape: STATUS, run: () => become(client, null) },
  { ...called('away'), shape: STATUS, run: () => become(client, 'away') },
  { ...called('busy'), shape: STATUS, run: () => become(client, 'dnd') },
  { ...called('account'), shape: DEVICES, run: () => leaveFor('/account/') },
  ...(client.me.administrator ? [administration] : []),
  { ...called('signOut'), shape: LEAVE, run: ({ show }) => show(SignOut) },
];

const called = (id: keyof typeof names) => ({ id, name: names[id], also: also[id] });

const administration: Action = {
  ...called('administration'),
  shape: HEALTH,
  run: () => leaveFor('/admin/'),
};

/** What one says beside it stays. */
async function become(client: Client, show: OwnAvailability['show']): Promise<void> {
  const { own } = await client.acts();
  await own.become({ show, status: own.availability.status, until: null });
}

function leaveFor(address: string): void {
  window.location.assign(address);
}
