import type { Acts, Hit, HitMark, HitPage, KeptFound, KeptWish } from '../../store/act_types';
import type { Client, Conversation } from '../../store/types';
import { matches } from '../chat/texts';
import { type Filter, parse, period, type Query, wordsOf } from './query';

/** As many are shown at once. */
const PAGE = 20;
const SHOWN = 200;
const BEFORE = 60;

/** What this browser keeps, without asking anybody: the newest first. */
export async function findHere(
  client: Client,
  typed: string,
  after: string | null,
): Promise<HitPage> {
  const acts: Acts = await client.acts();
  const query = parse(typed);
  const words = wordsOf(query.text);
  const wish = wished(client, query, words);
  if (!wish) return { total: 0, hits: [], next: null };
  const { found, next } = await acts.findKept(wish, PAGE, after === null ? null : Number(after));
  const suiting = found.filter((each) =>
    query.filters.every((filter) => fits(client, each, filter)),
  );
  return {
    total: null,
    hits: suiting.map((each) => hit(client, each, wish.words)),
    next: next === null ? null : String(next),
  };
}

/** Null: what is meant is not here. */
function wished(client: Client, { filters }: Query, words: readonly string[]): KeptWish | null {
  const values = (operator: Filter['operator']) =>
    filters.filter((each) => each.operator === operator).map(({ value }) => value);
  const tags = values('tag').map((tag) => `#${tag}`);
  const [author, ...authors] = values('from').map((value) => person(client, value));
  const [place, ...places] = values('in').map((value) => conversation(client, value));
  if (author === null || place === null) return null;
  const after = Math.max(...values('after').map((value) => period(value)[1]));
  const before = Math.min(...values('before').map((value) => period(value)[0]));
  return {
    words: [...words.flatMap((each) => each.split(/\s+/)), ...tags],
    ...(author && authors.length === 0 ? { author } : {}),
    ...(place && places.length === 0 ? { conversation: place.address } : {}),
    ...(Number.isFinite(after) ? { after } : {}),
    ...(Number.isFinite(before) ? { before } : {}),
    ...(values('has').some((value) => value !== 'link') ? { files: true } : {}),
  };
}

/** A bare JID, or null for nobody who is known here. */
export function person(client: Client, value: string): string | null {
  if (value.toLowerCase() === 'me') return client.me.address;
  const people = client.conversations.filter((each) => each.kind === 'person');
  return value.includes('@') ? value.toLowerCase() : (named(people, value)?.address ?? null);
}

export function conversation(client: Client, value: string): Conversation | null {
  return client.conversation(value.toLowerCase()) ?? named(client.conversations, value);
}

function named(all: readonly Conversation[], value: string): Conversation | null {
  const localpart = `${value.toLowerCase()}@`;
  const exact = all.find(({ address }) => address.startsWith(localpart));
  return exact ?? all.find(({ name }) => matches(name, value)) ?? null;
}

/** What the browser's copy was not asked for. */
function fits(
  client: Client,
  { conversation: address, message }: KeptFound,
  filter: Filter,
): boolean {
  const { operator, value } = filter;
  const of = client.conversation(address);
  if (operator === 'has' && value === 'link') return /https?:\/\//i.test(message.body);
  if (operator === 'has' && value === 'voice') return message.files.some((each) => each.voice);
  if (operator === 'has' && value === 'image')
    return message.files.some((each) => each.mediaType.startsWith('image/'));
  if (operator !== 'is') return true;
  return (
    !message.own &&
    !!of &&
    of.messages.slice(-of.unread || Infinity).some((each) => each.key === message.key)
  );
}

function hit(
  client: Client,
  { conversation: address, id, message }: KeptFound,
  words: readonly string[],
): Hit {
  const of = client.conversation(address);
  const { at, author, body, files, own } = message;
  const text = files.length > 0 && !body ? files.map(({ name }) => name).join(', ') : body;
  return {
    id,
    at,
    own,
    author: { ...author, picture: client.conversation(author.address)?.picture ?? null },
    kind: message.kind,
    place: {
      address,
      room: of?.kind === 'room',
      name: of?.name ?? author.name,
      picture: of?.picture ?? null,
    },
    ...snippet(text, words),
  };
}

/** The part of a text in which the words stand, and where they do. */
export function snippet(text: string, words: readonly string[]): Pick<Hit, 'snippet' | 'marks'> {
  const marks = marked(text, words);
  const begin = Math.max(0, (marks[0]?.begin ?? 0) - BEFORE);
  const from = begin === 0 ? 0 : text.indexOf(' ', begin) + 1 || begin;
  const to = Math.min(text.length, from + SHOWN);
  const start = from > 0 ? '… ' : '';
  const moved = marks
    .filter((each) => each.begin >= from && each.end <= to)
    .map((each) => ({
      begin: each.begin - from + start.length,
      end: each.end - from + start.length,
    }));
  return { snippet: start + text.slice(from, to) + (to < text.length ? ' …' : ''), marks: moved };
}

function marked(text: string, words: readonly string[]): readonly HitMark[] {
  const { folded, places } = foldedWithPlaces(text);
  const all = words
    .map((word) => foldedWithPlaces(word).folded)
    .filter(Boolean)
    .flatMap((word) => occurrences(folded, word))
    .sort((one, other) => one.begin - other.begin);
  const marks: HitMark[] = [];
  for (const { begin, end } of all) {
    const [from, to] = [places[begin] ?? 0, places[end] ?? text.length];
    if (from >= (marks.at(-1)?.end ?? 0) && to > from) marks.push({ begin: from, end: to });
  }
  return marks;
}

function occurrences(text: string, word: string): readonly HitMark[] {
  const found: HitMark[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    if (!/[\p{L}\p{N}]$/u.test(text.slice(0, at))) found.push({ begin: at, end: at + word.length });
  return found;
}

/** Without marks and capitals, and where each sign of it was. */
function foldedWithPlaces(text: string): { folded: string; places: readonly number[] } {
  const places: number[] = [];
  let [folded, at] = ['', 0];
  for (const sign of text) {
    const plain = sign.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    for (let unit = 0; unit < plain.length; unit++) places.push(at);
    folded += plain;
    at += sign.length;
  }
  return { folded, places: [...places, at] };
}
