import { describe, expect, it } from 'vitest';
import { body, chatMessage } from './message';
import { parseXml, serialize, wholeNumber, withinDepth } from './xml';

const nested = (levels: number) => `${'<x>'.repeat(levels)}${'</x>'.repeat(levels)}`;

describe('text that is read', () => {
  it.each([
    ['two elements', '<a/><b/>'],
    ['an open element', '<a>'],
    ['no element', 'text'],
    ['nothing', ''],
    ['entities of its own', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['more than the server sends', `<a>${'x'.repeat(262_144)}</a>`],
    ['111 levels below the first', nested(112)],
  ])('with %s is refused', (_, text) => {
    expect(parseXml(text)).toBeNull();
  });

  it('may be as deep as the server allows', () => {
    expect(parseXml(nested(105))).not.toBeNull();
  });

  it('may be very deep without harm', () => {
    const deep = new DOMParser().parseFromString(nested(3000), 'text/xml').documentElement;

    expect(withinDepth(deep)).toBe(false);
  });
});

describe('text that is written', () => {
  it('comes back as it was', () => {
    const text = `<b>"quotes" & 'apostrophes'</b>\n\t]]> \u{1f389} \u202e`;
    const message = parseXml(serialize(chatMessage('grace@localhost', 'm"<&1', body(text))));

    expect(message?.textContent).toBe(text);
    expect(message?.getAttribute('id')).toBe('m"<&1');
  });

  it('loses only what XML cannot carry', () => {
    const message = chatMessage('grace@localhost', '\u0001', body('a\u0000b\ud800c\uffff'));

    expect(parseXml(serialize(message))?.textContent).toBe('a\ufffdb\ufffdc\ufffd');
  });
});

it.each(['', '-1', '1.5', '1e3', ' 1', '4294967297', '99999999999'])(
  '%j is no whole number of a stanza',
  (text) => {
    expect(wholeNumber(text)).toBeNull();
  },
);
