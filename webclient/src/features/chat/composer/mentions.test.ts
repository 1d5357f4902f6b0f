import { describe, expect, it } from 'vitest';
import { Mentions } from './mentions';

const GRACE = 'grace@localhost';

function mentioning() {
  const mentions = new Mentions();
  mentions.add('Grace Hopper', GRACE);
  return mentions;
}

describe('mentions of a text', () => {
  it('are where the name stands, in code points', () => {
    expect(mentioning().in('👋🏽 é @Grace Hopper, look')).toEqual([
      { address: GRACE, begin: 5, end: 18 },
    ]);
  });

  it('move with what is written around them, and come back with their name', () => {
    const mentions = mentioning();

    expect(mentions.in('so (@Grace Hopper’s)')).toEqual([{ address: GRACE, begin: 4, end: 17 }]);
    expect(mentions.in('@Grace Hoper')).toEqual([]);
    expect(mentions.in('@Grace Hopperx and x@Grace Hopper')).toEqual([]);
    expect(mentions.in('@Grace Hopper @Grace Hopper')).toEqual([
      { address: GRACE, begin: 0, end: 13 },
      { address: GRACE, begin: 14, end: 27 },
    ]);
  });

  it('mean the longer of two names', () => {
    const mentions = mentioning();
    mentions.add('Grace', 'other@localhost');

    expect(mentions.in('@Grace Hopper, @Grace').map((each) => each.address)).toEqual([
      GRACE,
      'other@localhost',
    ]);
  });

  it('mean one person each, also where two have one name', () => {
    const mentions = mentioning();
    const other = mentions.add('Grace Hopper', 'grace2@localhost');

    expect(other).toBe('@Grace Hopper (grace2)');
    expect(mentions.add('Grace Hopper', GRACE)).toBe('@Grace Hopper');
    expect(mentions.in(`${other}, @Grace Hopper`).map((each) => each.address)).toEqual([
      'grace2@localhost',
      GRACE,
    ]);
  });

  it('are those of a text that was written before', () => {
    const mentions = new Mentions();
    mentions.know('👋 @Ada and more', [{ address: 'ada@localhost', begin: 2, end: 6 }]);

    expect(mentions.in('@Ada!')).toEqual([{ address: 'ada@localhost', begin: 0, end: 4 }]);
  });

  it('of names with signs of regular expressions are names', () => {
    const mentions = new Mentions();
    const label = mentions.add('a.*(b)', 'a@localhost');

    expect(mentions.in(`${label} @axx(b)`)).toHaveLength(1);
  });
});
