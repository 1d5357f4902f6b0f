import type { Client, Conversation, Found } from '../../store/types';
import { type Action, actions } from './actions';
import { ranked, suits } from './ranking';
import { visited } from './visited';

const MOST_LATELY = 6;
const MOST_PLACES = 8;
const MOST_ACTIONS = 6;
const MOST_PEOPLE = 5;

export type Item =
  | { readonly kind: 'place'; readonly key: string; readonly place: Conversation }
  | { readonly kind: 'person'; readonly key: string; readonly person: Found }
  | { readonly kind: 'action'; readonly key: string; readonly action: Action }
  | { readonly kind: 'search'; readonly key: string; readonly query: string };

export interface Group {
  readonly title: 'recent' | 'places' | 'colleagues' | 'actions' | 'search';
  readonly items: readonly Item[];
}

/** What is offered for what is typed; `found` by the directory, `here` is where one is. */
export function groups(
  client: Client,
  typed: string,
  found: readonly Found[],
  here: string | null,
): readonly Group[] {
  const query = typed.trim();
  const all: Group[] = query ? meant(client, query, found) : usual(client, here);
  return all.filter(({ items }) => items.length > 0);
}

function usual(client: Client, here: string | null): Group[] {
  return [
    { title: 'recent', items: lately(client, here).map(place) },
    { title: 'actions', items: actions(client).map(action) },
  ];
}

function meant(client: Client, query: string, found: readonly Found[]): Group[] {
  const named = ranked(client.conversations, ({ name }) => suits(name, query)).slice(
    0,
    MOST_PLACES,
  );
  const there = new Set(named.map(({ address }) => address));
  const people = found.filter(({ address }) => !there.has(address)).slice(0, MOST_PEOPLE);
  const score = ({ name, also }: Action) => suits(name, query, also);
  const doable = ranked(actions(client), score).slice(0, MOST_ACTIONS);
  const places: Group = { title: 'places', items: named.map(place) };
  const deeds: Group = { title: 'actions', items: doable.map(action) };
  const best = (group: Group) =>
    group === places
      ? Math.max(0, ...named.map(({ name }) => suits(name, query)))
      : Math.max(0, ...doable.map(({ name }) => suits(name, query)));
  return [
    ...(best(deeds) > best(places) ? [deeds, places] : [places, deeds]),
    { title: 'colleagues', items: people.map(person) },
    { title: 'search', items: [{ kind: 'search', key: 'search', query }] },
  ];
}

/** Where one has been, and then where something was said last. */
function lately(client: Client, here: string | null): readonly Conversation[] {
  const been = visited().flatMap((address) => client.conversation(address) ?? []);
  const active = client.conversations
    .filter(({ archived, lastActivity }) => !archived && lastActivity > 0)
    .toSorted((one, other) => other.lastActivity - one.lastActivity);
  const all = new Set([...been, ...active]);
  return [...all].filter(({ address }) => address !== here).slice(0, MOST_LATELY);
}

const place = (of: Conversation): Item => ({ kind: 'place', key: of.address, place: of });
const person = (of: Found): Item => ({ kind: 'person', key: of.address, person: of });
const action = (of: Action): Item => ({ kind: 'action', key: ` ${of.id}`, action: of });
