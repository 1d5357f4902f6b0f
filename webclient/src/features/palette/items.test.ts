import { describe, expect, it, vi } from 'vitest';
import { client, conversation, GRACE } from '../chat/samples';
import { actions } from './actions';
import { groups } from './items';
import { suits } from './ranking';
import { visit } from './visited';

const NIKOLA = { address: 'nikola@localhost', name: 'Nikola Tesla' };
const TEA = { address: 'tea@conference.localhost', name: 'Tea', kind: 'room' } as const;
const all = [GRACE, NIKOLA, TEA].map((each, at) => conversation({ ...each, lastActivity: at + 1 }));
const somebody = client({
  conversations: all,
  conversation: (address) => all.find((each) => each.address === address) ?? null,
});
const offered = (typed: string, found = [], here: string | null = null) =>
  groups(somebody, typed, found, here).map(({ title, items }) => [
    title,
    items.map(({ key }) => key),
  ]);

describe('how well a name suits', () => {
  it.each([
    ['the whole of it', 'nikola tesla'],
    ['the beginning of its words', 'nik tes'],
    ['in any order, without accents', 'tés nik'],
    ['what stands in it', 'kola'],
    ['its initials', 'nt'],
    ['some of its letters', 'nkla'],
  ])('it is found by %s', (_, typed) => {
    expect(suits('Nikola Tesla', typed)).toBeGreaterThan(0);
  });

  it('better is what begins with it', () => {
    const typed = 'te';
    const [begins, word, inside] = ['Tea', 'Nikola Tesla', 'Latest'].map((name) =>
      suits(name, typed),
    );

    expect([begins, word, inside].toSorted((a = 0, b = 0) => b - a)).toEqual([
      begins,
      word,
      inside,
    ]);
    expect(new Set([begins, word, inside]).size).toBe(3);
  });

  it.each(['grace', 'nikola grace', 'xx', '*'])('it is not found by %s', (typed) => {
    expect(suits('Nikola Tesla', typed)).toBe(0);
  });

  it('an action is found by other words, too', () => {
    expect(suits('Sign out', 'logout', 'log out logout')).toBeGreaterThan(0);
    expect(suits('Sign out', 'ogou', 'log out logout')).toBe(0);
  });
});

describe('what is offered', () => {
  it('is first who or what is called so, last a search for it', () => {
    const [first, ...rest] = offered('nik');

    expect(first).toEqual(['places', [NIKOLA.address]]);
    expect(rest.at(-1)).toEqual(['search', ['search']]);
  });

  it('is an action first where its name suits better', () => {
    expect(offered('sign')[0]).toEqual(['actions', [' signOut']]);
  });

  it('is at first where one has been and what was said last, but not where one is', () => {
    visit(GRACE.address);
    visit(TEA.address);

    expect(offered('', [], TEA.address)[0]).toEqual(['recent', [GRACE.address, NIKOLA.address]]);
  });

  it('is everything that can be done, each once', () => {
    const names = actions(somebody).map(({ id }) => id);

    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('administration');
    expect(names).not.toContain('read');
  });

  it('is to read everything where there is something to read', () => {
    const markRead = vi.fn();
    const one = client({ conversations: [conversation({ unread: 2, markRead })] });
    actions(one)
      .find(({ id }) => id === 'read')
      ?.run({ client: one, show: () => undefined });

    expect(markRead).toHaveBeenCalledOnce();
  });
});
