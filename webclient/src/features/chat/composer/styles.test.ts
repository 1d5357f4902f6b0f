import { describe, expect, it } from 'vitest';
import { type Style, styled } from './styles';

/** With the selection between brackets, or the caret as `|`. */
function done(style: Style, marked: string): string {
  const text = marked.replace(/[[\]|]/g, '');
  const from = marked.search(/[[|]/);
  const to = marked.includes(']') ? marked.indexOf(']') - 1 : from;
  const { begin, end, text: made, select } = styled(style, text, from, to);
  const whole = text.slice(0, begin) + made + text.slice(end);
  const [first, last] = select;
  if (first === last) return `${whole.slice(0, first)}|${whole.slice(first)}`;
  return `${whole.slice(0, first)}[${whole.slice(first, last)}]${whole.slice(last)}`;
}

describe('a style of the bar', () => {
  it.each<[Style, string, string]>([
    ['bold', '[hello] world', '[*hello*] world'],
    ['italic', 'say [hello world]', 'say [_hello world_]'],
    ['strike', 'a [word ]b', 'a [~word~] b'],
    ['code', 'run [make]', 'run [`make`]'],
    ['bold', 'one [two\nthree] four', 'one [*two*\n*three*] four'],
    ['bold', 'w[or]d', '[*wor*]d'],
    ['bold', 'some wo|rd', 'some *word*|'],
    ['bold', 'hello |', 'hello *|*'],
    ['bold', '|', '*|*'],
    ['quote', 'one\n[two\nthree]', 'one\n[> two\n> three]'],
    ['quote', 'one|', '> one|'],
    ['block', 'see\n[make\nrun]', 'see\n```\n[make\nrun]\n```'],
    ['code', '[make\nrun]', '```\n[make\nrun]\n```'],
    ['block', '|', '```\n|\n```'],
  ])('%s makes of %j what XEP-0393 reads', (style, before, after) => {
    expect(done(style, before)).toBe(after);
  });

  it.each<[Style, string, string]>([
    ['bold', '[*hello*] world', '[hello] world'],
    ['bold', '*[hello]* world', '[hello] world'],
    ['bold', '*word*|', 'word|'],
    ['bold', '*|*', '|'],
    ['bold', '[*two*\n*three*]', '[two\nthree]'],
    ['quote', '[> two\n>three]', '[two\nthree]'],
    ['quote', '> one|', 'one|'],
    ['block', '[```\nmake\n```]', '[make]'],
  ])('%s takes itself away from %j', (style, before, after) => {
    expect(done(style, before)).toBe(after);
  });
});
