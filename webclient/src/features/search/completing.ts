import type { Client, Conversation, Found } from '../../store/types';
import { searchWords as said } from '../../words/search';
import { recentTags } from '../chat/composer/tags';
import { folded, matches } from '../chat/texts';
import { labelOf } from './labels';
import { type Filter, HAS, isOperator, OPERATORS, type Operator } from './query';

/** What the word that is being written may become. */
export interface Candidate {
  readonly key: string;
  readonly name: string;
  readonly hint: string;
  /** Taken as a filter; null: `text` is written instead, and one goes on. */
  readonly filter: Filter | null;
  readonly text: string;
  /** Of a person or a room, for its picture. */
  readonly who: {
    readonly address: string;
    readonly picture: string | null;
    readonly room: boolean;
  } | null;
}

const MOST = 8;
const FEW = 3;
const DAY_MS = 86_400_000;
const LAST = /(?:(\p{L}+):)?(?:["“”„«»]([^"“”„«»]*)|(\S*))$/u;

export interface Word {
  readonly operator: Operator | null;
  /** Without a quotation mark that is still open. */
  readonly value: string;
  /** Where it begins in the text. */
  readonly at: number;
}

/** The word that is being written, at the end of a text. */
export function lastWord(text: string): Word {
  const [all = '', name = '', phrase, word = ''] = LAST.exec(text) ?? [];
  const operator = name.toLowerCase();
  const known = isOperator(operator);
  const value = phrase ?? word;
  return {
    operator: known ? operator : null,
    value: known ? value : all,
    at: text.length - all.length,
  };
}

/** The likeliest first; `found` by the directory for the same word. */
export function candidates(
  client: Client,
  word: Word,
  found: readonly Found[],
): readonly Candidate[] {
  const { operator, value } = word;
  const wanted = value.trim();
  if (operator === 'from') return people(client, wanted, found);
  if (operator === 'in') return places(client, wanted).slice(0, MOST);
  if (operator === 'has')
    return HAS.filter((each) => each.startsWith(wanted)).map((each) =>
      plain(client, { operator, value: each }),
    );
  if (operator === 'is') return [plain(client, { operator, value: 'unread' })];
  if (operator) return days(client, operator, wanted);
  if (wanted.startsWith('#')) return tags(client, wanted.slice(1));
  return wanted === '' ? [] : [...operators(wanted), ...named(client, wanted)];
}

function people(client: Client, wanted: string, found: readonly Found[]): readonly Candidate[] {
  const known = client.conversations.filter(
    ({ isNotes, kind, name }) => kind === 'person' && !isNotes && matches(name, wanted),
  );
  const there = new Set(known.map(({ address }) => address));
  const others = wanted ? found.filter(({ address }) => !there.has(address)) : [];
  const all = [...known, ...others].slice(0, MOST - 1).map((each) => from(each));
  const me = { ...client.me, kind: 'person' as const };
  return fits(said.me, wanted) || matches(me.name, wanted)
    ? [{ ...from(me), name: said.from(said.me), hint: me.name }, ...all]
    : all;
}

type Somebody = Pick<Conversation, 'address' | 'name' | 'picture'>;

const from = ({ address, name, picture }: Somebody): Candidate => ({
  key: `from ${address}`,
  name: said.from(name),
  hint: address,
  filter: { operator: 'from', value: address },
  text: '',
  who: { address, picture, room: false },
});

function places(client: Client, wanted: string): readonly Candidate[] {
  return client.conversations
    .filter(({ name }) => matches(name, wanted))
    .map(({ address, kind, name, picture }) => ({
      key: `in ${address}`,
      name: said.in(name),
      hint: address,
      filter: { operator: 'in', value: address },
      text: '',
      who: { address, picture, room: kind === 'room' },
    }));
}

/** Whoever writes a name may mean what they have said, or what was said with them. */
function named(client: Client, wanted: string): readonly Candidate[] {
  if (wanted.length < 2) return [];
  return [...people(client, wanted, []).slice(0, FEW), ...places(client, wanted).slice(0, FEW)];
}

function operators(wanted: string): readonly Candidate[] {
  return OPERATORS.filter((each) => each.startsWith(wanted.toLowerCase())).map((each) => ({
    key: each,
    name: `${each}:`,
    hint: said.operators[each],
    filter: each === 'is' ? { operator: 'is', value: 'unread' } : null,
    text: `${each}:`,
    who: null,
  }));
}

function plain(client: Client, filter: Filter): Candidate {
  const name = labelOf(client, filter);
  const hint = filter.operator === 'tag' ? '' : `${filter.operator}:${filter.value}`;
  return { key: `${filter.operator} ${filter.value}`, name, hint, filter, text: '', who: null };
}

function days(client: Client, operator: Operator, wanted: string): readonly Candidate[] {
  const now = Date.now();
  const all = [
    { name: said.days.today, ago: 0 },
    { name: said.days.yesterday, ago: 1 },
    { name: said.days.week, ago: 7 },
    { name: said.days.month, ago: 30 },
  ];
  return all
    .map(({ name, ago }) => {
      const value = new Date(now - ago * DAY_MS).toISOString().slice(0, 10);
      return { ...plain(client, { operator, value }), hint: name };
    })
    .filter(({ filter, hint }) => fits(hint, wanted) || filter?.value.startsWith(wanted));
}

function tags(client: Client, wanted: string): readonly Candidate[] {
  const used = client.conversations.flatMap(({ messages }) => recentTags(messages));
  const all = [...new Map(used.map((tag) => [tag.toLowerCase(), tag])).values()];
  return all
    .filter((tag) => fits(tag, wanted))
    .slice(0, MOST)
    .map((value) => plain(client, { operator: 'tag', value }));
}

const fits = (name: string, wanted: string): boolean => folded(name).startsWith(folded(wanted));
