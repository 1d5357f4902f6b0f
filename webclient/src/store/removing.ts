import type { Connection } from '../xmpp/connection';
import { moderate } from '../xmpp/moderation';
import type { StoredConversation } from './conversation.svelte';

/** As `Conversation.remove`. What becomes of the message the room says itself, to everybody. */
export async function remove(
  { connection }: { readonly connection: Connection },
  of: StoredConversation,
  key: string,
  reason: string,
): Promise<void> {
  const id = of.timeline.get(key)?.archiveId;
  if (of.kind !== 'room' || !id) throw new Error('item-not-found');
  await connection.request(moderate(of.address, id, reason));
}
