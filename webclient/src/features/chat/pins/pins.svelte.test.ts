import { expect, it, vi } from 'vitest';
import type { Acts, Pinned } from '../../../store/act_types';
import type { Message } from '../../../store/types';
import { client, conversation, GRACE, message } from '../samples';
import { Pins } from './pins.svelte';

const ADA = { address: 'ada@localhost', name: 'Ada Lovelace' };
const archived = (id: number) => `179527663928${id}`;
const said = (id: number, differs: Partial<Message> = {}) =>
  message({ key: `k${id}`, id: `o${id}`, archiveId: archived(id), at: id, ...differs });
const pin = (id: number, about: number, on = true, differs: Partial<Message> = {}) =>
  said(id, { kind: 'notice', pin: { id: `o${about}`, on }, author: ADA, ...differs });
const known = (id: number, upTo: number): Pinned => ({
  pins: [{ id: archived(id), named: `o${id}`, author: GRACE, text: 'as it was', by: ADA, at: 5 }],
  upTo: Number(archived(upTo)),
});

async function shown(messages: readonly Message[], answer: Pinned = { pins: [], upTo: 0 }) {
  const acts = { pinned: vi.fn(async () => answer) } as Partial<Acts> as Acts;
  const pins = new Pins(client({ acts: async () => acts }), conversation({ messages }));
  await pins.ask();
  return pins.shown.map(({ id, text, named }) => [id, text, named]);
}

it('what the archive has pinned is shown as it is here, if it is', async () => {
  expect(await shown([], known(1000, 2000))).toEqual([[archived(1000), 'as it was', 'o1000']]);
  expect(await shown([said(1000, { body: 'now' })], known(1000, 2000))).toEqual([
    [archived(1000), 'now', 'o1000'],
  ]);
});

it('what was said since counts at once, the last word first', async () => {
  const messages = [said(1000), said(1001), pin(3000, 1000, false), pin(3001, 1001)];
  expect(await shown(messages, known(1000, 2000))).toEqual([
    [archived(1001), 'Good morning', 'o1001'],
  ]);
});

it('what the archive has answered to already, what failed and what is about nothing counts not', async () => {
  const messages = [
    said(1000),
    said(1001),
    pin(1500, 1001),
    pin(3000, 1001, true, { delivery: 'failed', own: true, archiveId: null }),
    pin(3001, 4000),
  ];
  expect(await shown(messages, known(1000, 2000))).toEqual([
    [archived(1000), 'Good morning', 'o1000'],
  ]);
});

it('what was withdrawn is pinned no more', async () => {
  expect(await shown([said(1000, { retracted: true })], known(1000, 2000))).toEqual([]);
});
