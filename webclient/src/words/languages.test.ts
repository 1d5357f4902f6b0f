import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './languages';

type Leaf = string | ((...given: unknown[]) => unknown);
type Said = Leaf | { readonly [key: string]: Said };

/** What every file says, by language and part. */
const FILES = import.meta.glob<Record<string, Said>>('./*/*.ts', { eager: true });
/** The same in both, as it should be. */
const ALIKE = new Set([
  ...[
    'Stoa',
    'Emoji',
    'Online',
    'Offline',
    'Status',
    'Name',
    'Video',
    'Code',
    'Links',
    'Thread',
    'Threads',
  ],
  ...['Actions', 'Administration', 'Conversations', 'Date', 'Description', 'Image', 'Mentions'],
  ...['Message', 'Notifications', 'Pause', 'Position', 'E mail', 'message', 'messages', 'Ctrl+B'],
  ...[
    'Ctrl+I',
    'suggestion',
    'suggestions',
    'Suggestions',
    'Threads',
    'In',
    'budget',
    'Normal',
    'Apps',
  ],
  ...['Alt', 'Ctrl', 'Esc', 'Compact', 'english deutsch français español'],
]);

function parts(language: string): Record<string, Record<string, Said>> {
  const of = Object.entries(FILES).filter(([file]) => file.startsWith(`./${language}/`));
  return Object.fromEntries(of.map(([file, said]) => [file.split('/').at(-1), { ...said }]));
}

/** Each string and each function, by where it is. */
function leaves(said: Said | Record<string, Said>, at = ''): [string, Leaf][] {
  if (typeof said !== 'object') return [[at, said]];
  return Object.entries(said).flatMap(([key, each]) => leaves(each, at ? `${at}.${key}` : key));
}

const NUMBERS = [0, 1, 2, 1_200_000];
/** What stands for anything, in a sentence: never what a language says itself. */
const GIVEN = ['Ⅰ', 'Ⅱ', 'Ⅲ'];

/** A string, or what a function makes of numbers and of names; null for what it does not take. */
function sentences(said: Leaf): (string | null)[] {
  if (typeof said === 'string') return [said];
  const tried = [
    ...NUMBERS.map((count) => [count, 50]),
    ...NUMBERS.map((count) => ['Ⅰ', count]),
    ...[GIVEN, [GIVEN], [GIVEN.slice(0, 1)], ['Ⅰ', GIVEN], [null]],
  ];
  return tried.map((given) => {
    try {
      return String(said(...given));
    } catch {
      return null;
    }
  });
}

const ENGLISH = leaves(parts('en'));

describe.each(Object.keys(LANGUAGES).filter((each) => each !== 'en'))('in %s', (language) => {
  const said = new Map(leaves(parts(language)));

  /** Where it is said; in English, and here. */
  const pairs = ENGLISH.flatMap(([at, english]) => {
    const here = sentences(said.get(at) ?? '');
    return sentences(english).flatMap((one, nth) => {
      const other = here[nth] ?? null;
      return one === null || other === null ? [] : [{ at, one, other }];
    });
  });
  const at = (wrong: typeof pairs) => wrong.map((each) => `${each.at}: ${each.other}`);

  it('everything is said that is said in English, and nothing else', () => {
    const kinds = (of: Iterable<[string, Leaf]>) =>
      [...of].map(([at, each]) => `${at}: ${typeof each}`).toSorted();
    expect(kinds(said)).toEqual(kinds(ENGLISH));
  });

  it('what is given is said, and nothing is made of what is not given', () => {
    const has = (each: string) =>
      [...GIVEN, 'undefined', 'NaN', '[object'].map((one) => each.includes(one));
    expect(at(pairs.filter(({ one, other }) => `${has(one)}` !== `${has(other)}`))).toEqual([]);
  });

  it('nothing is empty or English by accident', () => {
    const alone = (each: string) => each.replace(/undefined|null|NaN|[^\p{L}+]+/gu, ' ').trim();
    const wrong = pairs.filter(({ one, other }) => {
      const same = alone(one) === alone(other) && /\p{L}{2}/u.test(alone(one));
      return (one === '') !== (other === '') || (same && !ALIKE.has(alone(one)));
    });
    expect(at(wrong)).toEqual([]);
  });

  it('one and many have forms of their own where they have in English', () => {
    const differs = (leaf: Leaf | undefined) => {
      const [, one, two] = leaf === undefined ? [] : sentences(leaf);
      return one?.replace(/\d+/g, '#') !== two?.replace(/\d+/g, '#');
    };
    const wrong = ENGLISH.filter(([at, english]) => differs(english) && !differs(said.get(at)));
    expect(wrong.map(([at]) => at)).toEqual([]);
  });
});

it('French has its spaces, and they do not break', () => {
  const said = leaves(parts('fr')).flatMap(([, each]) => sentences(each));
  expect(said.filter((each) => each && /(?<!,)[ \p{L}][:?!;]( |$)|« | »/u.test(each))).toEqual([]);
});
