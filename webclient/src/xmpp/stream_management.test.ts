import { expect, it } from 'vitest';
import type { Snapshot } from './connection';
import { body, chatMessage } from './message';
import { isSnapshot, StreamManagement } from './stream_management';
import { parseXml, serialize } from './xml';

const LAST = 2 ** 32 - 1;

const past = (changes: Partial<Snapshot> = {}): Snapshot => ({
  version: 1,
  jid: 'ada@localhost/web-1',
  id: 's1',
  received: 0,
  acknowledged: 0,
  unacknowledged: ['m1', 'm2', 'm3'].map((id) =>
    serialize(chatMessage('grace@localhost', id, body(id))),
  ),
  queued: [],
  ...changes,
});

const ids = (stanzas: readonly Element[] | null) => stanzas?.map((each) => each.getAttribute('id'));

it('acknowledges exactly as many as the server counts', () => {
  const session = StreamManagement.restore(past({ acknowledged: 10 }));

  expect(ids(session.acknowledge(10))).toEqual([]);
  expect(ids(session.acknowledge(12))).toEqual(['m1', 'm2']);
  expect(ids(session.unacknowledged)).toEqual(['m3']);
});

it('counts on behind the largest number', () => {
  const session = StreamManagement.restore(past({ acknowledged: LAST - 1, received: LAST }));
  session.received();
  session.received();

  expect(ids(session.acknowledge(0))).toEqual(['m1', 'm2']);
  expect(ids(session.acknowledge(1))).toEqual(['m3']);
  expect(session.acknowledgement().getAttribute('h')).toBe('1');
});

it('gives up a server that counts what was never sent, or counts backwards', () => {
  const session = StreamManagement.restore(past({ acknowledged: 5 }));

  expect(session.acknowledge(9)).toBeNull();
  expect(session.acknowledge(4)).toBeNull();
  expect(ids(session.unacknowledged)).toEqual(['m1', 'm2', 'm3']);
});

it('is kept only where the server has promised to keep it', () => {
  const session = new StreamManagement('ada@localhost/web-1');
  const enabled = (attributes: string) => {
    const nonza = parseXml(`<enabled xmlns="urn:xmpp:sm:3" ${attributes}/>`);
    if (nonza) session.enabled(nonza);
    return session.snapshot([]);
  };

  expect(enabled('')).toBeNull();
  expect(enabled('id="s1"')).toBeNull();
  expect(enabled('id="s1" resume="true"')).toMatchObject({ id: 's1', received: 0 });
});

it.each([
  null,
  'text',
  {},
  { ...past(), version: 2 },
  { ...past(), received: '1' },
  { ...past(), unacknowledged: [1] },
  { ...past(), queued: undefined },
])('is not restored from %j', (value) => {
  expect(isSnapshot(value)).toBe(false);
});

it('is restored from what it has written', () => {
  expect(isSnapshot(JSON.parse(JSON.stringify(past())))).toBe(true);
});
