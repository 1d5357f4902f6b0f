/**
 * XEP-0313 Message Archive Management, version 1.1.3. #query #results #security
 */
import { submittedForm } from './data_forms';
import { formatDateTime } from './delay';
import { parseForwarded } from './forwarding';
import { bareOf, isOwn, parseJid } from './jid';
import { type AskedPage, parseResultSet, resultSet } from './result_sets';
import { CLIENT, childOf, element, idOf } from './xml';

const ARCHIVE = 'urn:xmpp:mam:2';

export interface ArchiveQuery extends AskedPage {
  /** Random: results that do not name it are not believed. */
  readonly queryId: string;
  /** The room whose archive is asked; the own archive without it. */
  readonly archive?: string;
  /** In the own archive: only the conversation with this address. */
  readonly with?: string;
  /** Ms since 1970, both included. */
  readonly start?: number;
  readonly end?: number;
}

export interface ArchivedMessage {
  readonly stanzaId: string;
  /** Ms since 1970. */
  readonly at: number;
  readonly message: Element;
}

export interface ArchivePage {
  /** Nothing lies beyond this page in the direction that was asked for. */
  readonly complete: boolean;
  /** Stanza ids of the page's oldest and newest message; null when it is empty. */
  readonly first: string | null;
  readonly last: string | null;
}

export function archiveQuery(query: ArchiveQuery): Element {
  const time = (at?: number) => (at === undefined ? undefined : formatDateTime(at));
  const form = submittedForm(ARCHIVE, {
    with: query.with,
    start: time(query.start),
    end: time(query.end),
  });
  const attributes = { queryid: query.queryId };
  const asked = element('query', ARCHIVE, attributes, form, resultSet(query));
  return element('iq', CLIENT, { type: 'set', to: query.archive }, asked);
}

/**
 * One result of `query`. Null also for one that another address sends or that names no query of ours:
 * anybody could forge history.
 */
export function parseArchivedMessage(
  stanza: Element,
  query: Pick<ArchiveQuery, 'queryId' | 'archive'>,
  own: string,
): ArchivedMessage | null {
  if (!fromArchive(stanza, query.archive, own)) return null;
  const result = childOf(stanza, 'result', ARCHIVE);
  if (!result || result.getAttribute('queryid') !== query.queryId) return null;
  const stanzaId = idOf(result);
  const forwarded = parseForwarded(result);
  if (!stanzaId || !forwarded || forwarded.at === null) return null;
  if (query.archive !== undefined && !saidIn(query.archive, forwarded.message)) return null;
  return Object.freeze({ stanzaId, at: forwarded.at, message: forwarded.message });
}

/** Whether it is an archive's result at all, of whichever query. */
export function isArchivedMessage(stanza: Element): boolean {
  return childOf(stanza, 'result', ARCHIVE) !== null;
}

function fromArchive(stanza: Element, archive: string | undefined, own: string): boolean {
  const from = stanza.getAttribute('from');
  if (archive === undefined) return isOwn(from, own);
  return parseJid(from)?.full === bareOf(archive);
}

/** A room's archive holds what was said in that room, nothing else. */
function saidIn(room: string, message: Element): boolean {
  return bareOf(message.getAttribute('from')) === bareOf(room);
}

/** Null for an answer without its end, which no archive gives. */
export function parseArchivePage(answer: Element): ArchivePage | null {
  const fin = childOf(answer, 'fin', ARCHIVE);
  const set = fin && parseResultSet(fin);
  if (!fin || !set) return null;
  return Object.freeze({
    complete: ['true', '1'].includes(fin.getAttribute('complete') ?? ''),
    first: set.first,
    last: set.last,
  });
}
