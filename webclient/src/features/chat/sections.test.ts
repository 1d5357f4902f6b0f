import { describe, expect, it } from 'vitest';
import { conversation } from './samples';
import { limited, sections, type Wanted } from './sections';

const ada = conversation({ address: 'ada@localhost', name: 'Ada Lovelace', lastActivity: 2 });
const grace = conversation({ draft: 'Dear' });
const linus = conversation({ address: 'linus@localhost', name: 'Linus Torvalds' });
const engine = conversation({ address: 'engine@rooms', name: 'Engine room', kind: 'room' });
const all = [ada, grace, linus, engine];

const wanted = (differs: Partial<Wanted> = {}): Wanted => ({
  query: '',
  filter: 'all',
  whole: true,
  open: null,
  ...differs,
});

const shown = (found: ReturnType<typeof sections>) =>
  found.map((section) => [section.title, section.conversations.map((each) => each.name)]);

it('what was talked about and what has a draft comes first, without a heading', () => {
  expect(shown(sections(all, wanted()))).toEqual([
    [null, ['Ada Lovelace', 'Grace Hopper']],
    ['Rooms', ['Engine room']],
    ['People', ['Linus Torvalds']],
  ]);
});

it('a search leaves out what has another name', () => {
  expect(shown(sections(all, wanted({ query: 'eng' })))).toEqual([['Rooms', ['Engine room']]]);
});

it('a long list is shown in parts', () => {
  expect(shown(limited(sections(all, wanted()), 3))).toEqual([
    [null, ['Ada Lovelace', 'Grace Hopper']],
    ['Rooms', ['Engine room']],
  ]);
});

it('people and rooms without a word wait for the end of the others, but are found', () => {
  const names = (differs: Partial<Wanted>) => shown(sections(all, wanted(differs)));

  expect(names({ whole: false })).toEqual([[null, ['Ada Lovelace', 'Grace Hopper']]]);
  expect(names({ whole: false, query: 'linus' })).toEqual([['People', ['Linus Torvalds']]]);
});

describe('a filter', () => {
  const unread = conversation({ address: 'a@localhost', name: 'A', lastActivity: 5, unread: 1 });
  const marked = conversation({
    address: 'b@localhost',
    name: 'B',
    lastActivity: 4,
    markedUnread: true,
  });
  const room = conversation({
    address: 'c@rooms',
    name: 'C',
    kind: 'room',
    lastActivity: 3,
    mentions: 1,
    unread: 2,
  });
  const read = conversation({ address: 'd@localhost', name: 'D', lastActivity: 2 });
  const aside = conversation({
    address: 'e@localhost',
    name: 'E',
    lastActivity: 1,
    archived: true,
    unread: 1,
  });
  const kept = [unread, marked, room, read, aside];
  const names = (differs: Partial<Wanted>) =>
    sections(kept, wanted(differs)).flatMap((each) => each.conversations.map(({ name }) => name));

  it.each([
    ['all', ['A', 'B', 'C', 'D']],
    ['unread', ['A', 'B', 'C']],
    ['mentions', ['C']],
    ['groups', ['C']],
    ['archived', ['E']],
  ] as const)('%s', (filter, expected) => {
    expect(names({ filter })).toEqual(expected);
  });

  it('leaves the open conversation in view as it is read', () => {
    expect(names({ filter: 'unread', open: read.address })).toEqual(['A', 'B', 'C', 'D']);
  });

  it('is no matter to a search, which finds what is archived too', () => {
    expect(names({ filter: 'unread', query: 'e' })).toEqual(['E']);
  });
});
