import { describe, expect, it } from 'vitest';
import { parseMessage } from './message';
import { pinned } from './pins';
import { example, OWN } from './testing/examples';

const pinIn = (change: (xml: string) => string = (xml) => xml) =>
  parseMessage(example('pin', change), OWN)?.pin;

describe('a pin', () => {
  it('names a message, and says whether it is one', () => {
    expect(pinIn()).toEqual({ id: 'c7a1', on: true });
    expect(pinIn((xml) => xml.replace('on="true"', 'on="false"'))).toEqual({
      id: 'c7a1',
      on: false,
    });
    expect(pinIn((xml) => xml.replace('on="true"', 'on="maybe"'))?.on).toBe(false);
  });

  it('is none without a name, or where something is said besides', () => {
    expect(pinIn((xml) => xml.replace('id="c7a1"', 'id=""'))).toBeNull();
    expect(pinIn((xml) => xml.replace('<body/>', '<body start="0" end="2"/>'))).toBeNull();
    expect(pinIn((xml) => xml.replace(/<fallback.*<\/fallback>/, ''))).toBeNull();
  });

  it('is written with what marks its words as made for others', () => {
    const [pin, fallback] = pinned({ id: 'c7a1', on: false });
    expect([pin?.getAttribute('id'), pin?.getAttribute('on')]).toEqual(['c7a1', 'false']);
    expect(fallback?.getAttribute('for')).toBe('urn:stoa:pins:1');
  });
});
