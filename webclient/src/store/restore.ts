import type { Parts } from './parts';
import type { Kept } from './schema';

const MOST_UNREAD = 200;

/** What this browser has kept. Resolves to whether it knew any conversation. */
export async function restore(parts: Parts): Promise<boolean> {
  const { conversations, database, domain, history, left, outbox } = parts;
  await database.open();
  await history.restore();
  const kept = await database.conversations();
  await Promise.all(kept.map((each) => bring(parts, each)));
  await outbox.restore(left?.underWay ?? []);
  for (const { address, text } of await database.drafts()) {
    if (address.endsWith(`@${domain}`)) conversations.with(address);
    conversations.drafted(address, text);
  }
  return kept.length > 0;
}

/** The newest message, and everything that was not read. */
async function bring({ conversations, database, people }: Parts, kept: Kept): Promise<void> {
  const { address, kind, name, displayed, latest, unread, beginning, standing } = kept;
  Object.assign(conversations.standing(address), standing);
  const of = conversations.with(address, kind);
  of.name = name;
  if (kind === 'person') people.called([[address, name]]);
  if (displayed !== null) conversations.displayedUpTo(address, displayed);
  of.keptWhole = beginning;
  const count = Math.min(unread, MOST_UNREAD);
  const found = count > 0 ? await database.newest(address, Infinity, count) : [];
  const entries = latest ? [latest, ...found] : found;
  of.merge(entries.map((entry) => ({ kind: 'message', entry }) as const));
  if (entries.length > 0) of.history = 'more';
  else if (beginning) of.history = 'beginning';
}
