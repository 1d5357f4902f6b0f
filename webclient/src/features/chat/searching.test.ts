import { beforeEach, expect, it, vi } from 'vitest';
import type { Found } from '../../store/types';
import { GRACE } from './samples';
import { Searching } from './searching.svelte';

const person: Found = { ...GRACE, title: '', departments: '', picture: null };
const answers = new Map<string, (found: readonly Found[] | Error) => void>();
const find = vi.fn(
  (text: string) =>
    new Promise<readonly Found[]>((answer, fail) => {
      answers.set(text, (found) => (found instanceof Error ? fail(found) : answer(found)));
    }),
);

beforeEach(() => {
  vi.useFakeTimers();
  answers.clear();
  find.mockClear();
});

async function answer(text: string, found: readonly Found[] | Error): Promise<void> {
  answers.get(text)?.(found);
  await vi.advanceTimersByTimeAsync(0);
}

it('asks when a pause is made, not for every letter', () => {
  const searching = new Searching(find);
  for (const text of ['h', 'ho', 'hop ']) searching.wrote(text);
  vi.runAllTimers();

  expect(find.mock.calls).toEqual([['hop']]);
  expect(searching.state).toBe('asking');
});

it('shows what the latest text has found, whichever answer comes last', async () => {
  const searching = new Searching(find);
  searching.wrote('ali');
  vi.runAllTimers();
  searching.wrote('hop');
  vi.runAllTimers();
  await answer('hop', [person]);
  await answer('ali', []);

  expect(searching.state).toBe('found');
  expect(searching.found).toEqual([person]);
});

it('tells that it failed, and asks the same again', async () => {
  const searching = new Searching(find);
  searching.wrote('hop');
  vi.runAllTimers();
  await answer('hop', new Error('away'));
  expect(searching.state).toBe('failed');
  searching.again();
  await answer('hop', [person]);

  expect(searching.state).toBe('found');
  expect(find).toHaveBeenCalledTimes(2);
});

it('finds nothing for nothing', async () => {
  const searching = new Searching(find);
  searching.wrote('hop');
  vi.runAllTimers();
  searching.wrote(' ');
  await answer('hop', [person]);

  expect(searching.state).toBe('idle');
  expect(searching.found).toEqual([]);
});
