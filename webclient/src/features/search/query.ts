/** What is typed, understood as the archive does (components/archive/search/query.py). */

export const OPERATORS = ['from', 'in', 'before', 'after', 'has', 'is'] as const;
export type Operator = (typeof OPERATORS)[number];

export const HAS = ['file', 'image', 'link', 'voice'] as const;

export interface Filter {
  readonly operator: Operator | 'tag';
  readonly value: string;
}

export interface Query {
  readonly filters: readonly Filter[];
  readonly text: string;
}

export const NOTHING: Query = { filters: [], text: '' };

/** What the archive takes. */
export const LONGEST = 1000;

const TOKEN = /(?:(\p{L}+):)?(?:["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+))/gu;
const QUOTE = /["“”„«»]/g;
const PERIOD = /^\d{4}(-\d{1,2}(-\d{1,2})?)?$/;
const TAG = /^#([\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]{0,63})$/u;

const SENSIBLE: Readonly<Record<Operator, (value: string) => boolean>> = {
  from: () => true,
  in: () => true,
  before: (value) => PERIOD.test(value),
  after: (value) => PERIOD.test(value),
  has: (value) => (HAS as readonly string[]).includes(value.toLowerCase()),
  is: (value) => value.toLowerCase() === 'unread',
};

export const isOperator = (name: string): name is Operator =>
  (OPERATORS as readonly string[]).includes(name);

export function parse(typed: string): Query {
  const filters: Filter[] = [];
  const rest: string[] = [];
  for (const [token, operator, phrase, word] of typed.matchAll(TOKEN)) {
    const filter = filterOf(operator?.toLowerCase() ?? '', phrase?.trim() || word || '');
    if (filter && !filters.some((each) => same(each, filter))) filters.push(filter);
    else if (!filter) rest.push(token);
  }
  return { filters, text: rest.join(' ') };
}

/** What is complete of a text that is being written: nothing of what the last word may become. */
export function parseSoFar(typed: string): Query {
  const end = /\s$/.test(typed) ? typed.length : typed.search(/\S+$/);
  const done = typed.slice(0, Math.max(end, 0));
  if ((done.match(QUOTE)?.length ?? 0) % 2 === 1) return { filters: [], text: typed };
  const { filters } = parse(done);
  return filters.length === 0 ? { filters, text: typed } : { filters, text: without(typed, end) };
}

function without(typed: string, end: number): string {
  const { text } = parse(typed.slice(0, end));
  return [text, typed.slice(end)].filter(Boolean).join(' ');
}

function filterOf(operator: string, value: string): Filter | null {
  const tag = operator ? null : TAG.exec(value)?.[1]?.replace(/-+$/, '');
  if (tag && !/^\p{Nd}+$/u.test(tag)) return { operator: 'tag', value: tag };
  return isOperator(operator) && value && SENSIBLE[operator](value) ? { operator, value } : null;
}

export const same = (one: Filter, other: Filter): boolean =>
  one.operator === other.operator && one.value.toLowerCase() === other.value.toLowerCase();

export function written({ filters, text }: Query): string {
  return [...filters.map(token), text.trim()].filter(Boolean).join(' ').slice(0, LONGEST);
}

export function token({ operator, value }: Filter): string {
  if (operator === 'tag') return `#${value}`;
  const plain = value.replace(QUOTE, '');
  return `${operator}:${/\s/.test(plain) ? `"${plain}"` : plain}`;
}

/** The words that are looked for, phrases in one piece. */
export function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(TOKEN)]
    .map(([, operator, phrase, word]) => [operator, phrase ?? word].filter(Boolean).join(':'))
    .filter((each) => /[\p{L}\p{N}]/u.test(each));
}

/** Where a day, month or year begins and where it is over (UTC), ms since 1970. */
export function period(value: string): readonly [begin: number, end: number] {
  const [year = 0, month, day] = value.split('-').map(Number);
  const begin = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  if (day) return [begin, begin + 86_400_000];
  return [begin, month ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1)];
}
