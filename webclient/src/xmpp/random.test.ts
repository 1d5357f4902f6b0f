import { expect, it } from 'vitest';
import { standardAnswer } from './answers';
import { parseArchivedMessage, parseArchivePage } from './archive';
import { parseBookmark } from './bookmarks';
import { parseCarbon } from './carbons';
import { parseDisplayed } from './displayed';
import { parseMessage } from './message';
import { parseItems, parsePepEvent } from './pep';
import { parsePresence } from './presence';
import { parseOccupant, parseRealAddress } from './rooms';
import { parseRoster, parseRosterPush } from './roster';
import { canonical, example, names, OWN } from './testing/examples';
import { parseSlot, parseTooLarge } from './upload';

const QUERY = { queryId: 'f27', archive: 'engineering@conference.localhost' };
const NODE = 'urn:xmpp:bookmarks:1';

const readers: Readonly<Record<string, (stanza: Element) => unknown>> = {
  parseMessage: (stanza) => parseMessage(stanza, OWN),
  parseCarbon: (stanza) => parseCarbon(stanza, OWN),
  parseArchivedMessage: (stanza) => parseArchivedMessage(stanza, QUERY, OWN),
  parseArchivePage,
  parsePresence,
  parseOccupant,
  parseRealAddress,
  parseRoster,
  parseRosterPush: (stanza) => parseRosterPush(stanza, OWN),
  parseItems: (stanza) => parseItems(stanza, NODE, OWN).map(parseBookmark),
  parsePepEvent: (stanza) => parsePepEvent(stanza, OWN)?.items.map((i) => parseDisplayed(i, OWN)),
  parseSlot,
  parseTooLarge,
  standardAnswer,
};

/** A repeatable random number below `below` (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const ODD = ['', ' ', '\u202e', '-1', '1e999', 'x'.repeat(2000), '@', '/', 'NaN', '<', 'toString'];

/** One random change: an attribute, a text, an element gone, doubled or moved elsewhere. */
function mutate(root: Element, roll: (below: number) => number): void {
  const all = [root, ...root.querySelectorAll('*')];
  const found = all[roll(all.length)] ?? root;
  const other = all[roll(all.length)] ?? root;
  const attribute = found.attributes[roll(found.attributes.length || 1)];
  const odd = ODD[roll(ODD.length)] ?? '';
  const changes = [
    () => attribute && attribute.name !== 'xmlns' && found.setAttribute(attribute.name, odd),
    () => attribute && attribute.name !== 'xmlns' && found.removeAttribute(attribute.name),
    () => found.replaceChildren(odd),
    () => found !== root && found.remove(),
    () => other.append(found.cloneNode(true)),
    () => found.prepend(other.cloneNode(true)),
  ];
  changes[roll(changes.length)]?.();
}

it.each(names)('%s, changed at random, is read by everybody without harm', (name) => {
  const roll = dice(name.length * 7919 + name.charCodeAt(0));
  for (let round = 0; round < 25; round++) {
    const stanza = example(name);
    for (let change = 0; change <= roll(5); change++) mutate(stanza, roll);
    const before = JSON.stringify(canonical(stanza));
    for (const read of Object.values(readers)) expect(() => read(stanza)).not.toThrow();
    expect(JSON.stringify(canonical(stanza))).toBe(before);
  }
});

it.each(names)('%s is read as nothing that it is not', (name) => {
  const stanza = example(name);

  if (!name.startsWith('carbon')) expect(parseCarbon(stanza, OWN)).toBeNull();
  if (!name.startsWith('archive')) expect(parseArchivedMessage(stanza, QUERY, OWN)).toBeNull();
  if (stanza.localName !== 'message') expect(parseMessage(stanza, OWN)).toBeNull();
  if (stanza.localName !== 'presence') expect(parsePresence(stanza)).toBeNull();
});
