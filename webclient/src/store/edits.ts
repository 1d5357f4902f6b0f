import type { Attachment, Mentioned } from './types';

/** What a message says, at one time. */
export interface Said {
  readonly body: string;
  readonly files: readonly Attachment[];
  readonly mentions: readonly Mentioned[];
  /** In a room: it means the owner of this account. */
  readonly mentioned: boolean;
}

/** What its author says instead (XEP-0308). */
export interface Edit extends Said {
  /** Of the message that says so. */
  readonly id: string | null;
  readonly archiveId: string | null;
  /** Microseconds, as that of entries. */
  readonly order: number;
}

/** Nobody corrects one message more often; the oldest are forgotten. */
const MOST = 100;

export function editOf(said: Edit): Edit {
  const { body, files, mentions, mentioned, archiveId, order, id } = said;
  return Object.freeze({ body, files, mentions, mentioned, archiveId, order, id });
}

/** What two copies know together, oldest first: `known` itself where that is all. */
export function allEdits(known: readonly Edit[], more: readonly Edit[]): readonly Edit[] {
  const all = [...known];
  for (const each of more) {
    const at = all.findIndex((other) => isSame(other, each));
    if (at < 0) all.push(each);
    else if (all[at]?.archiveId === null && each.archiveId !== null) all[at] = each;
  }
  if (all.length === known.length && all.every((each, at) => each === known[at])) return known;
  const inTime = all.sort((a, b) => a.order - b.order || (a.body < b.body ? -1 : 1));
  return Object.freeze(inTime.slice(-MOST));
}

/** An edit of one's own is known before the archive has named it. */
function isSame(one: Edit, other: Edit): boolean {
  if (one.archiveId !== null && other.archiveId !== null) return one.archiveId === other.archiveId;
  return one.id === other.id && one.body === other.body;
}
