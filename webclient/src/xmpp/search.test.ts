import { describe, expect, it } from 'vitest';
import { parseSearchResult, searchRequest } from './search';
import { canonical, example } from './testing/examples';
import { parseXml, serialize } from './xml';

const SERVICE = 'directory.localhost';
const GRACE = {
  address: 'grace@localhost',
  name: 'Grace Hopper',
  title: 'Compiler engineer',
  departments: 'Engineering, Research',
};
const found = (change?: (xml: string) => string) =>
  parseSearchResult(example('search-result', change), SERVICE);

it('a search is asked with a form and a limit', () => {
  const request = searchRequest(SERVICE, 'hoper', 30);
  request.setAttribute('id', 's1');

  const written = parseXml(serialize(request));

  expect(written && canonical(written)).toEqual(canonical(example('search-request')));
});

describe('what a search finds', () => {
  it('are people', () => {
    expect(found()).toEqual([GRACE]);
  });

  it('is nobody where there is no table', () => {
    expect(found((xml) => xml.replace(/<x .*<\/x>/s, ''))).toEqual([]);
  });

  it('has at least an address', () => {
    const bare = (xml: string) => xml.replace(/<field var="(?!jid)\w+"><value>.*?<\/field>/g, '');

    expect(found(bare)).toEqual([
      { address: 'grace@localhost', name: 'grace', title: '', departments: '' },
    ]);
  });

  it.each(['', 'localhost', 'not an address @', '@localhost'])(
    'is left out without an address of a person: "%s"',
    (address) => {
      const row = `<value>${address}</value>`;

      expect(found((xml) => xml.replace('<value>grace@localhost</value>', row))).toEqual([]);
    },
  );

  it.each(['grace@localhost', 'localhost', 'directory.localhost/x', 'directory.localhost.example'])(
    'is refused from %s',
    (forger) => {
      const forged = (xml: string) => xml.replace(`from="${SERVICE}"`, `from="${forger}"`);

      expect(found(forged)).toBeNull();
    },
  );

  it.each([
    ['an error', 'type="result" id', 'type="error" id'],
    ['no query', 'xmlns="jabber:iq:search"', 'xmlns="jabber:iq:other"'],
    ['a form to fill in', 'type="result">\n      <field', 'type="form">\n      <field'],
    ['a table of something else', '<value>jabber:iq:search<', '<value>urn:example<'],
  ])('is refused when it is %s', (_, part, other) => {
    expect(found((xml) => xml.replace(part, other))).toBeNull();
  });
});
