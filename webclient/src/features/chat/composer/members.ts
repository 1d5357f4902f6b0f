import type { Author, Client, Conversation } from '../../../store/types';

const ASKED_EACH_MS = 60_000;

interface Asked {
  readonly at: number;
  readonly members: Promise<readonly Author[]>;
}

const asked = new WeakMap<Conversation, Asked>();

/** Others who belong to a room, there or not; none where it does not say. */
export function membersOf(client: Client, room: Conversation): Promise<readonly Author[]> {
  const before = asked.get(room);
  if (before && Date.now() - before.at < ASKED_EACH_MS) return before.members;
  const members = room.kind === 'room' ? ask(client, room.address).catch(() => []) : none();
  asked.set(room, { at: Date.now(), members });
  return members;
}

const none = async (): Promise<readonly Author[]> => [];

async function ask(client: Client, room: string): Promise<readonly Author[]> {
  const { rooms } = await client.acts();
  const all = await rooms.members(room);
  // A whole domain may belong to a room, too: nobody in particular.
  const others = all.filter(
    ({ address }) => address.includes('@') && address !== client.me.address,
  );
  return others.filter(({ affiliation }) => affiliation !== 'outcast');
}
