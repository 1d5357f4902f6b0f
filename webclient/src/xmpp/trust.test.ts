import { describe, expect, it } from 'vitest';
import { isArchivedMessage, parseArchivedMessage } from './archive';
import { isCarbon, parseCarbon } from './carbons';
import { parseDisplayed } from './displayed';
import { parseMessage } from './message';
import { parseItems, parsePepEvent } from './pep';
import { parseRoster, parseRosterPush } from './roster';
import { example, OWN } from './testing/examples';

const ROOM = 'engineering@conference.localhost';
const from = (sender: string) => (xml: string) => xml.replace(/ from="[^"]*"/, ` from="${sender}"`);

describe.each([
  'grace@localhost',
  'grace@localhost/web-1f2e',
  'ada@localhost/phone',
  'localhost',
  ROOM,
  'ada@localhost.example',
  'not an address @',
])('from %s', (forger) => {
  it('a carbon is refused', () => {
    const forged = example('carbon-sent', from(forger));

    expect(parseCarbon(forged, OWN)).toBeNull();
    expect(isCarbon(forged)).toBe(true);
  });

  it('a result of the own archive is refused', () => {
    const forged = example('archive-result', from(forger));

    expect(parseArchivedMessage(forged, { queryId: 'f27' }, OWN)).toBeNull();
    expect(isArchivedMessage(forged)).toBe(true);
  });

  it('an event of the own account is refused', () => {
    expect(parsePepEvent(example('displayed-event', from(forger)), OWN)).toBeNull();
  });

  it('items of the own account are refused', () => {
    const node = 'urn:xmpp:bookmarks:1';

    expect(parseItems(example('bookmarks', from(forger)), node, OWN)).toEqual([]);
  });

  it('a change of the contact list is refused', () => {
    expect(parseRosterPush(example('roster-push', from(forger)), OWN)).toBeNull();
  });
});

it('the own account may leave out its address', () => {
  const unnamed = (xml: string) => xml.replace(/ from="[^"]*"/, '');

  expect(parseRosterPush(example('roster-push', unnamed), OWN)).not.toBeNull();
  expect(
    parseArchivedMessage(example('archive-result', unnamed), { queryId: 'f27' }, OWN),
  ).not.toBeNull();
});

describe('an archive result', () => {
  it('of another query is refused', () => {
    expect(parseArchivedMessage(example('archive-result'), { queryId: 'f99' }, OWN)).toBeNull();
  });

  it('of another room is refused', () => {
    const query = { queryId: 'f28', archive: ROOM };
    const elsewhere = from('chess@conference.localhost');

    expect(parseArchivedMessage(example('archive-room-result', elsewhere), query, OWN)).toBeNull();
    expect(
      parseArchivedMessage(example('archive-result'), { ...query, queryId: 'f27' }, OWN),
    ).toBeNull();
  });

  it('of a room holds only what was said in that room', () => {
    const query = { queryId: 'f28', archive: ROOM };
    const other = (xml: string) => xml.replace(`${ROOM}/Grace`, 'chess@conference.localhost/Grace');

    expect(parseArchivedMessage(example('archive-room-result', other), query, OWN)).toBeNull();
  });

  it('without id, time or message is refused', () => {
    const query = { queryId: 'f27' };
    const without = (part: RegExp) => example('archive-result', (xml) => xml.replace(part, ''));

    expect(parseArchivedMessage(without(/ id="1795276639286217"/), query, OWN)).toBeNull();
    expect(parseArchivedMessage(without(/<delay[^>]*>/), query, OWN)).toBeNull();
    expect(
      parseArchivedMessage(
        without(/<message xmlns="jabber:client" type.*?<\/message>/s),
        query,
        OWN,
      ),
    ).toBeNull();
  });
});

describe('a stanza id', () => {
  const given = (by: string) =>
    example('chat', (xml) => xml.replace('by="ada@localhost"', `by="${by}"`));

  it.each(['grace@localhost', 'ada@localhost/phone', 'localhost', ''])(
    'by "%s" is not believed',
    (by) => {
      expect(parseMessage(given(by), OWN)?.stanzaId).toBeNull();
    },
  );

  it('that comes twice is not believed', () => {
    const twice = example('chat', (xml) => xml.replace(/(<stanza-id[^>]*>)/, '$1$1'));

    expect(parseMessage(twice, OWN)?.stanzaId).toBeNull();
  });

  it('in a room is believed of the room only', () => {
    const own = example('room-message', (xml) => xml.replace(`by="${ROOM}"`, 'by="ada@localhost"'));

    expect(parseMessage(own, OWN)?.stanzaId).toBeNull();
  });
});

describe('a time of the past', () => {
  const stamped = (by: string) =>
    example('chat-offline', (xml) => xml.replace('from="localhost"', `from="${by}"`));

  it.each(['grace@localhost', 'grace@localhost/web-1f2e', 'conference.localhost'])(
    'by %s is not believed',
    (by) => {
      expect(parseMessage(stamped(by), OWN)?.delay).toBeNull();
    },
  );

  it('is believed of the own server and account', () => {
    expect(parseMessage(stamped('ada@localhost'), OWN)?.delay).not.toBeNull();
    expect(parseMessage(stamped('localhost'), OWN)?.delay).not.toBeNull();
  });
});

it('only the room itself moderates', () => {
  const occupant = example('moderation', from(`${ROOM}/Grace Hopper`));
  const person = example('moderation', (xml) =>
    from('grace@localhost')(xml).replace('groupchat', 'chat'),
  );

  expect(parseMessage(occupant, OWN)?.retraction).toBeNull();
  expect(parseMessage(person, OWN)?.retraction).toBeNull();
});

it('a read mark counts with the id of the archive that keeps the conversation', () => {
  const marked = (by: string) =>
    example('displayed-event', (xml) => xml.replace(/by="[^"]*"/, `by="${by}"`));
  const read = (by: string) => {
    const item = parsePepEvent(marked(by), OWN)?.items[0];
    return item && parseDisplayed(item, OWN);
  };

  expect(read(ROOM)).not.toBeNull();
  expect(read('chess@conference.localhost')).toBeNull();
  expect(read('grace@localhost')).toBeNull();
});

it('script is text', () => {
  const script = '&lt;img src=x onerror=alert(1)&gt;';
  const message = parseMessage(
    example('chat', (xml) => xml.replace('Is the engine ready?', script)),
    OWN,
  );
  const contact = parseRoster(example('roster', (xml) => xml.replace('Grace Hopper', script)))?.[0];

  expect(message?.body).toBe('<img src=x onerror=alert(1)>');
  expect(contact?.name).toBe('<img src=x onerror=alert(1)>');
});
