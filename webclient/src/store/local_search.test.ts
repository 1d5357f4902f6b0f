import { describe, expect, it, vi } from 'vitest';
import type { KeptWish } from './act_types';
import { bodies, fromGrace, ownBrowser, settled, type Tab, tab, toGrace } from './testing/office';
import { GRACE, Server, ServerTime } from './testing/server';

ownBrowser();

async function having(...said: readonly string[]): Promise<Tab> {
  const [ada, time] = [await tab(new Server()), new ServerTime()];
  await ada.online();
  for (const each of said) ada.connection.arrive(fromGrace(time.next(), each));
  await vi.waitFor(() => expect(bodies(ada.with(GRACE))).toHaveLength(said.length));
  await settled();
  return ada;
}

async function found(ada: Tab, wish: KeptWish): Promise<string[]> {
  const acts = await ada.client.acts();
  const said: string[] = [];
  for (let next: number | null = null; ; ) {
    const page = await acts.findKept(wish, 25, next);
    said.push(...page.found.map(({ message }) => message.body));
    if (page.next === null) return said;
    next = page.next;
  }
}

describe('what this browser keeps is searched', () => {
  it('for words at their beginning, the newest first, a page at a time', async () => {
    const ada = await having(...Array.from({ length: 300 }, (_, n) => `lunch ${n}`), 'Lunchtime!');

    const all = await found(ada, { words: ['lunch'] });

    expect(all).toHaveLength(301);
    expect(all.slice(0, 3)).toEqual(['Lunchtime!', 'lunch 299', 'lunch 298']);
    expect(await found(ada, { words: ['unch'] })).toEqual([]);
    expect(await found(ada, { words: ['LUNCH', '17'] })).toEqual(
      ['lunch 179', 'lunch 178', 'lunch 177', 'lunch 176', 'lunch 175'].concat([
        'lunch 174',
        'lunch 173',
        'lunch 172',
        'lunch 171',
        'lunch 170',
        'lunch 17',
      ]),
    );
  });

  it('whatever capitals, accents and signs it has', async () => {
    const ada = await having('Über den Entwurf', 'see #release-2', 'a (b');

    expect(await found(ada, { words: ['uber'] })).toEqual(['Über den Entwurf']);
    expect(await found(ada, { words: ['#release'] })).toEqual(['see #release-2']);
    expect(await found(ada, { words: ['(b'] })).toEqual(['a (b']);
  });

  it('in one conversation, of one person, of some time, and without what is hidden', async () => {
    const ada = await having('the first', 'the second');
    ada.connection.arrive(toGrace('mine', 'the third', ''));
    await settled();
    const [first, second] = ada.with(GRACE).messages;

    expect(await found(ada, { words: ['the'], author: GRACE })).toEqual([
      'the second',
      'the first',
    ]);
    expect(await found(ada, { words: ['the'], conversation: 'linus@localhost' })).toEqual([]);
    expect(await found(ada, { words: ['the'], before: first?.at ?? 0 })).toEqual([]);
    expect(await found(ada, { words: ['the'], files: true })).toEqual([]);

    ada.with(GRACE).hide(second?.key ?? '', true);

    expect(await found(ada, { words: ['the'], author: GRACE })).toEqual(['the first']);
  });

  it('without a database in what is shown', async () => {
    const ada = await tab(new Server(), { shared: true });
    await ada.online();
    ada.connection.arrive(fromGrace(new ServerTime().next(), 'only here'));
    await settled();

    expect(await found(ada, { words: ['only'] })).toEqual(['only here']);
  });
});
