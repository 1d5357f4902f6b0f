import { describe, expect, it } from 'vitest';
import { arranged, type Belonging, belonging, deeds } from './members';

const GRACE: Belonging = {
  key: 'grace@localhost',
  address: 'grace@localhost',
  name: 'Grace Hopper',
  affiliation: 'member',
  reason: '',
  here: { nick: 'Grace', role: 'participant', hats: [] },
  availability: 'online',
  own: false,
};

describe('what may be done with somebody', () => {
  it('is nothing for members, and nothing with oneself', () => {
    expect(deeds('member', GRACE, true)).toEqual([]);
    expect(deeds('none', GRACE, false)).toEqual([]);
    expect(deeds('owner', { ...GRACE, own: true }, true)).toEqual([]);
  });

  it('is everything for owners', () => {
    expect(deeds('owner', GRACE, true)).toEqual(['owner', 'admin', 'remove', 'ban']);
    expect(deeds('owner', { ...GRACE, affiliation: 'admin' }, true)).toEqual([
      'owner',
      'member',
      'remove',
    ]);
  });

  it('does not touch owners and administrators for administrators', () => {
    expect(deeds('admin', { ...GRACE, affiliation: 'owner' }, true)).toEqual([]);
    expect(deeds('admin', { ...GRACE, affiliation: 'admin' }, true)).toEqual([]);
    expect(deeds('admin', GRACE, true)).toEqual(['remove', 'ban']);
  });

  it('is to put out for now where everybody may enter again', () => {
    expect(deeds('admin', { ...GRACE, affiliation: 'none' }, false)).toEqual([
      'add',
      'kick',
      'ban',
    ]);
    expect(deeds('admin', { ...GRACE, affiliation: 'none', here: null }, false)).toEqual([
      'add',
      'ban',
    ]);
  });

  it('is to let in who is kept out', () => {
    expect(deeds('admin', { ...GRACE, affiliation: 'outcast', here: null }, true)).toEqual([
      'unban',
    ]);
  });
});

it('who rules is first, then everybody by name; a search keeps that', () => {
  const named = (name: string, affiliation: string) => ({ ...GRACE, key: name, name, affiliation });
  const all = [named('Zoe', 'member'), named('Ada', 'member'), named('Max', 'owner')];

  expect(arranged(all, '').map((each) => each.name)).toEqual(['Max', 'Ada', 'Zoe']);
  expect(arranged(all, 'zo').map((each) => each.name)).toEqual(['Zoe']);
});

it('members are shown as they are there', () => {
  const member = {
    address: 'grace@localhost',
    name: 'Grace',
    affiliation: 'member',
    reason: '',
  } as const;
  const occupant = {
    ...member,
    nick: 'G',
    role: 'visitor',
    hats: ['H'],
    availability: 'away',
    own: false,
  } as const;

  expect(belonging([member], [occupant], 'ada@localhost')[0]).toMatchObject({
    here: { nick: 'G', role: 'visitor', hats: ['H'] },
    availability: 'away',
  });
  expect(belonging([member], [], 'ada@localhost')[0]).toMatchObject({
    here: null,
    availability: null,
  });
});
