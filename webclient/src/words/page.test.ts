import { describe, expect, it } from 'vitest';
import { words } from './page';

describe('counted things', () => {
  it.each([
    [1, '1 unread message'],
    [2, '2 unread messages'],
    [1200, '1,200 unread messages'],
  ])('have one form for one and another for more', (count, expected) => {
    expect(words.list.unread(count, false)).toBe(expected);
  });

  it('say when there may be more', () => {
    expect(words.list.unread(50, true)).toBe('at least 50 unread messages');
  });
});

describe('who is writing', () => {
  it.each([
    [['Ada'], 'Ada is writing…'],
    [['Ada', 'Grace'], 'Ada and Grace are writing…'],
    [['Ada', 'Grace', 'Linus'], 'Ada, Grace, and Linus are writing…'],
    [['Ada', 'Grace', 'Linus', 'Alan'], 'Several people are writing…'],
  ])('is named up to three', (names, expected) => {
    expect(words.composer.writing(names)).toBe(expected);
  });
});

describe('the title of the page', () => {
  it('counts what is unread and says where one is', () => {
    expect(words.title(3, 'Ada')).toBe('(3) Ada · Stoa');
    expect(words.title(0, null)).toBe('Stoa');
  });
});

it('a reason that only the page knows is said in words', () => {
  expect(words.message.failed('left')).toBe('Not sent: you have left this room.');
  expect(words.message.failed('Not to this department')).toBe('Not sent: Not to this department');
  expect(words.composer.refused('left')).toBe('You cannot write here: you have left this room.');
});
