import { describe, expect, it } from 'vitest';
import { addressOf, hrefOf } from './route';

describe('the address of a conversation in the address bar', () => {
  it.each(['ada@localhost', 'd\\27artagnan@localhost', 'größe@例え.jp', 'a/b?c#d%@localhost'])(
    'of %s can be read again',
    (address) => {
      expect(addressOf(hrefOf(address))).toBe(address);
    },
  );

  it.each(['', '#', '#/', '#/c/', '#/c/%E0%A4%A', '#/settings'])('is none in %j', (hash) => {
    expect(addressOf(hash)).toBeNull();
  });
});
