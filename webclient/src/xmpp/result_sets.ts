/** XEP-0059 Result Set Management, version 1.0. #limit #forwards #backwards #count */
import { childOf, element, textOf, wholeNumber } from './xml';

const RESULT_SETS = 'http://jabber.org/protocol/rsm';

export interface AskedPage {
  readonly max: number;
  /** The page after this item; `before`: the page before it, '' for the last one. */
  readonly after?: string;
  readonly before?: string;
}

export interface ResultSet {
  /** Names of the page's first and last item; null when it is empty. */
  readonly first: string | null;
  readonly last: string | null;
  /** How many items are before this page, and in all; null where the answer does not say. */
  readonly index: number | null;
  readonly count: number | null;
}

export function resultSet({ max, after, before }: AskedPage): Element {
  const part = (name: string, text?: string) =>
    text === undefined ? null : element(name, RESULT_SETS, {}, text);
  const limit = part('max', String(max));
  return element('set', RESULT_SETS, {}, limit, part('after', after), part('before', before));
}

/** Null where there is none. */
export function parseResultSet(parent: Element): ResultSet | null {
  const set = childOf(parent, 'set', RESULT_SETS);
  if (!set) return null;
  return Object.freeze({
    first: textOf(set, 'first', RESULT_SETS) || null,
    last: textOf(set, 'last', RESULT_SETS) || null,
    index: wholeNumber(childOf(set, 'first', RESULT_SETS)?.getAttribute('index')),
    count: wholeNumber(textOf(set, 'count', RESULT_SETS)),
  });
}
