import { expect, it } from 'vitest';
import type { Hit } from '../../store/act_types';
import { GRACE } from '../chat/samples';
import { grouped, pieces } from './pieces';

function hit(differs: Partial<Hit> = {}): Hit {
  return {
    id: '1',
    at: 0,
    own: false,
    author: { ...GRACE, picture: null },
    kind: 'text',
    place: { address: GRACE.address, room: false, name: GRACE.name, picture: null },
    snippet: 'The <b>budget</b>',
    marks: [],
    ...differs,
  };
}

const shown = (of: Hit) => pieces(of).map(({ marked, text }) => (marked ? `[${text}]` : text));

it('what was found is marked, and nothing in it is markup', () => {
  expect(shown(hit({ marks: [{ begin: 7, end: 13 }] }))).toEqual(['The <b>', '[budget]', '</b>']);
});

it('marks that overlap or lie outside take nothing away', () => {
  const marks = [
    { begin: 4, end: 9 },
    { begin: 7, end: 13 },
    { begin: 90, end: 99 },
  ];

  expect(shown(hit({ marks })).join('').replace(/[[\]]/g, '')).toBe('The <b>budget</b>');
});

it('whoever says what they do is named', () => {
  expect(shown(hit({ snippet: '/me waves', marks: [{ begin: 4, end: 9 }] }))).toEqual([
    'Grace Hopper ',
    '[waves]',
  ]);
});

it('a file is called by its name, not by its link', () => {
  const link = 'https://localhost/files/1/a.b/the%20plan.pdf';

  expect(shown(hit({ kind: 'document', snippet: link }))).toEqual(['the plan.pdf']);
  expect(shown(hit({ kind: 'text', snippet: link }))).toEqual([link]);
});

it('what follows each other in one place is together', () => {
  const tea = { address: 'tea@conference.localhost', room: true, name: 'Tea', picture: null };
  const all = [hit({ id: '1' }), hit({ id: '2' }), hit({ id: '3', place: tea }), hit({ id: '4' })];

  expect(grouped(all).map((group) => group.map(({ id }) => id))).toEqual([
    ['1', '2'],
    ['3'],
    ['4'],
  ]);
});
