import type { Conversation } from '../../../store/types';

/** Somebody a message was for, and when they are known to have read it. */
export interface Seen {
  readonly address: string;
  readonly name: string;
  /** Null is unknown. */
  readonly readAt: number | null;
}

interface Status {
  readonly address: string;
  readonly read_at: string | null;
}

/**
 * Of a message of a room, by its id (`GET …/messages/{message}/status`). Rejects when the server does
 * not say.
 */
export async function seenBy(of: Conversation, id: string): Promise<readonly Seen[]> {
  const place = `/api/v1/conversations/${encodeURIComponent(of.address)}/messages`;
  const answer = await fetch(`${place}/${encodeURIComponent(id)}/status`);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  const { statuses }: { statuses: readonly Status[] } = await answer.json();
  const names = new Map(of.occupants.map((each) => [each.address, each.name]));
  return statuses.map(({ address, read_at }) => ({
    address,
    name: names.get(address) ?? address,
    readAt: read_at === null ? null : Date.parse(read_at),
  }));
}
