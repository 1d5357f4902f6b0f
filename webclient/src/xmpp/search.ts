/** XEP-0055 Jabber Search, version 1.3. #extensibility: with a data form. */
import { formIn, parseTable, submittedForm } from './data_forms';
import { bareOf, parseJid } from './jid';
import { resultSet } from './result_sets';
import { CLIENT, childOf, element } from './xml';

const SEARCH = 'jabber:iq:search';
const MAX_LENGTH = 1023;

export interface SearchResult {
  /** Bare JID. */
  readonly address: string;
  readonly name: string;
  /** '' where there is none, as for departments. */
  readonly title: string;
  /** Their names as the service lists them. */
  readonly departments: string;
}

/** The `max` people who fit a text best. */
export function searchRequest(service: string, text: string, max: number): Element {
  const form = submittedForm(SEARCH, { search: text });
  const query = element('query', SEARCH, {}, form, resultSet({ max }));
  return element('iq', CLIENT, { type: 'set', to: service }, query);
}

/** Null for what is no result of this service. Nobody found is a result; a row without address is none. */
export function parseSearchResult(
  answer: Element,
  service: string,
): readonly SearchResult[] | null {
  const asked = parseJid(answer.getAttribute('from'))?.full === bareOf(service);
  const query = childOf(answer, 'query', SEARCH);
  if (!asked || !query || answer.getAttribute('type') !== 'result') return null;
  const form = formIn(query);
  return form ? (parseTable(form, SEARCH)?.flatMap((row) => parseRow(row) ?? []) ?? null) : [];
}

function parseRow(row: ReadonlyMap<string, string>): SearchResult | null {
  const jid = parseJid(row.get('jid'));
  if (!jid?.local) return null;
  const text = (name: string) => (row.get(name) ?? '').slice(0, MAX_LENGTH);
  return Object.freeze({
    address: jid.bare,
    name: text('nick') || jid.local,
    title: text('title'),
    departments: text('department'),
  });
}
