import type { Parts } from './parts';
import type { Kept } from './schema';

const MOST_UNREAD = 200;

/** What this browser has kept. Resolves to whether it knew any conversation. */
export async function restore(parts: Parts): Promise<boolean> {
  const { conversations, database, domain, history, left, outbox, overview } = parts;
  await database.open();
  const [kept, hidden, pending, acts, drafts] = await Promise.all([
    database.conversations(),
    database.hidden(),
    database.pending(),
    database.acts(),
    database.drafts(),
    history.restore(),
  ]);
  for (const { id, conversation } of hidden) {
    const standing = conversations.standing(conversation);
    standing.hidden = new Set([...standing.hidden, id]);
  }
  await Promise.all(kept.map((each) => bring(parts, each)));
  for (const { address, about } of pending) conversations.get(address)?.merge(about);
  await outbox.restore(left?.underWay ?? []);
  if (acts.length > 0)
    await overview.later((loaded) => loaded.acts.restore(acts, left?.underWay ?? []));
  for (const draft of drafts) {
    if (draft.text && draft.address.endsWith(`@${domain}`)) conversations.with(draft.address);
    conversations.drafted(draft);
  }
  return kept.length > 0;
}

/** The newest message, and everything that was not read. */
async function bring({ conversations, database, people }: Parts, kept: Kept): Promise<void> {
  const { address, kind, name, displayed, latest, unread, beginning, standing } = kept;
  Object.assign(conversations.standing(address), standing);
  const of = conversations.with(address, kind);
  of.name = name;
  if (kind === 'person' && !of.isNotes) people.called([[address, name]]);
  if (displayed !== null) conversations.displayedUpTo(address, displayed);
  of.keptWhole = beginning;
  const count = Math.min(unread, MOST_UNREAD);
  const found = count > 0 ? await database.newest(address, Infinity, count) : [];
  const entries = latest ? [latest, ...found] : found;
  of.merge(entries.map((entry) => ({ kind: 'message', entry }) as const));
  if (entries.length > 0) of.history = 'more';
  else if (beginning) of.history = 'beginning';
}
