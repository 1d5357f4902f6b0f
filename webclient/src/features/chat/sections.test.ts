import { expect, it } from 'vitest';
import { conversation } from './samples';
import { limited, sections } from './sections';

const ada = conversation({ address: 'ada@localhost', name: 'Ada Lovelace', lastActivity: 2 });
const grace = conversation({ draft: 'Dear' });
const linus = conversation({ address: 'linus@localhost', name: 'Linus Torvalds' });
const engine = conversation({ address: 'engine@rooms', name: 'Engine room', kind: 'room' });
const all = [ada, grace, linus, engine];

const shown = (found: ReturnType<typeof sections>) =>
  found.map((section) => [section.title, section.conversations.map((each) => each.name)]);

it('what was talked about and what has a draft comes first, without a heading', () => {
  expect(shown(sections(all, ''))).toEqual([
    [null, ['Ada Lovelace', 'Grace Hopper']],
    ['Rooms', ['Engine room']],
    ['People', ['Linus Torvalds']],
  ]);
});

it('a search leaves out what has another name', () => {
  expect(shown(sections(all, 'eng'))).toEqual([['Rooms', ['Engine room']]]);
});

it('a long list is shown in parts', () => {
  expect(shown(limited(sections(all, ''), 3))).toEqual([
    [null, ['Ada Lovelace', 'Grace Hopper']],
    ['Rooms', ['Engine room']],
  ]);
});
