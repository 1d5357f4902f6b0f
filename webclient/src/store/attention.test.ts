import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Attention, AWAY_AFTER_MS, IDLE_AFTER_MS } from './attention';
import { Loopback } from './testing/loopback';

const JID = 'ada@localhost/web-1';
let connection: Loopback;
const said = () => connection.sent.map((each) => each.localName);
const online = (resumed: boolean) => connection.become({ kind: 'online', resumed, jid: JID });

beforeEach(() => {
  vi.useFakeTimers();
  connection = new Loopback(null);
});
afterEach(() => vi.useRealTimers());

describe('the server is told whether somebody looks at the page', () => {
  it('after a minute of looking away, and at once on the way back', () => {
    const attention = new Attention(connection);
    online(false);
    attention.looks(false);
    vi.advanceTimersByTime(AWAY_AFTER_MS - 1);
    expect(said()).toEqual([]);

    vi.advanceTimersByTime(1);
    expect(said()).toEqual(['inactive']);
    attention.looks(true);
    expect(said()).toEqual(['inactive', 'active']);
  });

  it('not of who looks away for a moment', () => {
    const attention = new Attention(connection);
    online(false);
    attention.looks(false);
    vi.advanceTimersByTime(AWAY_AFTER_MS / 2);
    attention.looks(true);
    vi.advanceTimersByTime(AWAY_AFTER_MS);

    expect(said()).toEqual([]);
  });

  it('when nobody is in front of it, until somebody is', () => {
    new Attention(connection);
    online(false);
    vi.advanceTimersByTime(IDLE_AFTER_MS - 1);
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
    vi.advanceTimersByTime(IDLE_AFTER_MS - 1);
    expect(said()).toEqual([]);

    vi.advanceTimersByTime(IDLE_AFTER_MS);
    expect(said()).toEqual(['inactive']);
    window.dispatchEvent(new Event('pointermove'));
    expect(said()).toEqual(['inactive', 'active']);
  });

  it('again on every new stream, which begins as looked at', () => {
    const attention = new Attention(connection);
    attention.looks(false);
    vi.advanceTimersByTime(AWAY_AFTER_MS);
    online(true);

    expect(said()).toEqual(['inactive']);
  });
});
