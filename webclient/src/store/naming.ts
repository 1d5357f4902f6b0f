import { type Entry, sameAuthor } from './entry';

/** What tells that two copies are one message. */
export function names(of: Entry): string[] {
  const origin = of.originId === null ? [] : [`origin ${of.author} ${of.originId}`];
  const archive = of.archiveId === null ? [] : [`archive ${of.archiveId}`];
  return [`key ${of.key}`, ...archive, ...origin];
}

/** What receipts, markers, corrections and retractions call it, and what it corrects. */
export function ids(of: Entry): string[] {
  const edits = of.edits.map((each) => each.id);
  const own = [of.messageId, of.originId, ...edits].filter((id) => id !== null);
  return of.replaces === null ? [...new Set(own)] : [...new Set(own), `replaces ${of.replaces}`];
}

/**
 * An id that its author uses twice is one message only if it says the same; what the archive has under
 * two ids, only if it was sent again under one origin id.
 */
export function isCopy(known: Entry, copy: Entry): boolean {
  const archived = known.archiveId !== null && copy.archiveId !== null;
  if (archived && known.archiveId === copy.archiveId) return true;
  if (!sameAuthor(known, copy) && !(known.own && copy.own)) return false;
  const alike = known.body === copy.body && known.files[0]?.url === copy.files[0]?.url;
  if (archived) return alike && known.originId !== null && known.originId === copy.originId;
  return alike || known.own || known.edits.length > 0 || known.retracted;
}
