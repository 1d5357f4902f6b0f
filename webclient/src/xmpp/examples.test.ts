import { describe, expect, it } from 'vitest';
import { standardAnswer } from './answers';
import { archiveQuery, parseArchivedMessage, parseArchivePage } from './archive';
import { BOOKMARKS, parseBookmark } from './bookmarks';
import { parseCarbon } from './carbons';
import { parseDevices, parseNotToDisturb } from './devices';
import { DISPLAYED, parseDisplayed, publishDisplayed } from './displayed';
import { fallbackFor, parseFallbacks, stripped } from './fallback';
import { FILE_SHARING, fileSharing } from './file_sharing';
import { store } from './hints';
import { parseInboxEntry, parseInboxPage } from './inbox';
import { parseMarked, publishMark, retractMark } from './marked';
import { displayed } from './markers';
import { MARKS } from './marks';
import { body, chatMessage, parseMessage } from './message';
import { parseNotify, publishNotify } from './notification_settings';
import { outOfBand } from './out_of_band';
import { parseItems, parsePepEvent } from './pep';
import { isPing } from './ping';
import { parsePresence } from './presence';
import { enablePush } from './push';
import { received } from './receipts';
import { joinRoom, parseOccupant, parseRealAddress } from './rooms';
import { parseRoster, parseRosterPush } from './roster';
import { parseStanzaError } from './stanza_error';
import { handledCount } from './stream_management';
import { canonical, example, names, OWN } from './testing/examples';
import { parseSlot, parseTooLarge, slotRequest } from './upload';
import { CLIENT, element, parseXml, serialize } from './xml';

const ROOM = 'engineering@conference.localhost';
const message = (name: string) => parseMessage(example(name), OWN);
const written = (stanza: Element) => canonical(parseXml(serialize(stanza)) ?? stanza);

describe('notifications', () => {
  it('are switched on for a session with node and secret', () => {
    const asked = enablePush({
      jid: 'push.localhost',
      node: '9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f',
      secret: 'eruio234vzxc2kla-91',
    });
    asked.setAttribute('id', 'p1');

    expect(written(asked)).toEqual(canonical(example('push-enable')));
  });

  it('depend on what other devices do', () => {
    expect(parseDevices(example('devices-answer'))).toEqual([
      { resource: 'phone', connected: true, active: false, show: 'away' },
      { resource: 'web-1f2e', connected: false, active: true, show: 'online' },
    ]);
    expect(parseNotToDisturb(example('devices-answer'))).toBe(true);
  });
});

describe('messages between two people', () => {
  it('carry ids, text and what is asked for', () => {
    expect(message('chat')).toMatchObject({
      type: 'chat',
      from: { bare: 'grace@localhost', resource: 'web-1f2e' },
      to: { full: 'ada@localhost' },
      id: 'c7a1',
      originId: 'c7a1',
      stanzaId: '1795276639286217',
      body: 'Is the engine ready?',
      subject: null,
      thread: 'e0ffe42b',
      chatState: 'active',
      receiptRequested: true,
      markable: true,
      delay: null,
      error: null,
    });
  });

  it('say when they were said', () => {
    expect(message('chat-offline')?.delay).toEqual({
      at: Date.UTC(2026, 10, 21, 15, 51, 25, 596),
      from: 'localhost',
    });
  });

  it('are only a chat state', () => {
    expect(message('chat-state')).toMatchObject({ chatState: 'composing', body: null });
  });

  it('are receipts and markers, which this client writes the same way', () => {
    expect(message('receipt')).toMatchObject({ receivedId: 'a5b0', displayedId: null });
    expect(message('marker')).toMatchObject({ receivedId: null, displayedId: 'a5b0' });
    const receipt = chatMessage('ada@localhost/web-9c3d', 'r1', received('a5b0'), store());
    receipt.setAttribute('from', 'grace@localhost/web-1f2e');
    expect(written(receipt)).toEqual(canonical(example('receipt')));
    const marker = chatMessage('ada@localhost', 'd1', displayed('a5b0'), store());
    marker.setAttribute('from', 'grace@localhost/web-1f2e');
    expect(written(marker)).toEqual(canonical(example('marker')));
  });

  it('correct and retract', () => {
    expect(message('correction')?.replacesId).toBe('c7a1');
    expect(message('retraction')).toMatchObject({
      retraction: { id: 'c7a1', moderated: false, reason: null },
      body: '',
    });
    expect(message('moderation')?.retraction).toEqual({
      id: '1795276641536275',
      moderated: true,
      reason: 'Not for this room',
    });
  });

  it('that marks more parts of its body than anybody honest is not searched for them all', () => {
    const FALLBACKS = 'urn:xmpp:fallback:0';
    const part = element('body', FALLBACKS, { start: 0, end: 1 });
    const marks = Array.from({ length: 1000 }, () =>
      element('fallback', FALLBACKS, { for: 'urn:xmpp:reply:0' }, part.cloneNode(true) as Element),
    );

    const found = parseFallbacks(element('message', CLIENT, {}, ...marks));

    expect(found.length).toBeLessThan(100);
  });

  it('place as many mentions as there are in no time', () => {
    const body = `> a\n${'b'.repeat(250_000)}`;
    const { place } = stripped(body, [{ for: 'x', range: { start: 0, end: 4 } }], ['x']);
    const places = Array.from({ length: 50_000 }, (_, nth) => place(body.length - nth));

    expect([places.at(0), places.at(-1), place(2), place(4), place(999_999)]).toEqual([
      250_000, 200_001, 0, 0, 250_000,
    ]);
  });

  it('imitate what older clients do not know, counted in code points', () => {
    const fallbacks = parseFallbacks(example('reply-fallback'));
    const said = message('reply-fallback')?.body ?? '';

    expect(said).toBe('Wonderful!');
    const whole = stripped('> Yes \u{1f389}\nWonderful!', fallbacks, ['urn:xmpp:reply:0']);
    expect(whole).toMatchObject({ text: 'Wonderful!' });
    expect([whole.place(0), whole.place(8), whole.place(9)]).toEqual([0, 0, 1]);
    expect(message('reply-fallback')?.reply).toEqual({
      id: 'a5b0',
      to: 'ada@localhost/web-9c3d',
      quoted: 'Yes \u{1f389}',
    });
  });

  it('come back with the reason', () => {
    expect(message('error')?.error).toEqual({
      type: 'wait',
      condition: 'resource-constraint',
      text: 'The record is not available',
    });
  });
});

describe('files', () => {
  const url =
    'http://localhost:29988/files/3f2a9c1e-6d0b-4f8e-9a77-52c1d0e8b6a4/YWRh.q83vEjRWeJCrze8SNFZ4kA/engine%20room.jpg';
  const file = { name: 'engine room.jpg', mediaType: 'image/jpeg', size: 3032449 };

  it('come with what is known of them, and their link stands in the body for others', () => {
    const metadata = {
      ...file,
      width: 4032,
      height: 3024,
      durationMs: null,
      blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
      sha256: '2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=',
    };

    expect(message('file-shared')).toMatchObject({
      body: '',
      files: [{ url, disposition: 'inline', metadata }],
    });
  });

  it('are shared the same way by this client', () => {
    const [shared] = message('file-shared')?.files ?? [];
    if (!shared) throw new Error('no file');

    const said = [body(url), fallbackFor(FILE_SHARING), fileSharing(shared), outOfBand(url)];
    const stanza = chatMessage('ada@localhost', 'c7f1', ...said);
    stanza.setAttribute('from', 'grace@localhost/web-1f2e');

    expect(written(stanza)).toEqual(canonical(example('file-shared')));
  });

  it('may be links and nothing else', () => {
    expect(message('file-linked')).toMatchObject({
      body: '',
      files: [{ url, disposition: null, metadata: null }],
    });
  });

  it('are given a place', () => {
    const asked = slotRequest('upload.localhost', file);
    asked.setAttribute('id', 'u1');

    expect(written(asked)).toEqual(canonical(example('slot-request')));
    expect(parseSlot(example('slot'))).toEqual({
      put: url.replace('YWRh.q83vEjRWeJCrze8SNFZ4kA', 'put.EjRWeJCrze8SNFZ4kKvN7w'),
      headers: [],
      get: url,
    });
  });

  it('may be too large for one', () => {
    const refused = example('slot-too-large');

    expect(parseStanzaError(refused)?.condition).toBe('not-acceptable');
    expect(parseTooLarge(refused)).toEqual({ most: 209_715_200 });
    expect(parseTooLarge(example('error'))).toBeNull();
  });
});

describe('copies and history', () => {
  it('are told apart by who has sent', () => {
    const sent = parseCarbon(example('carbon-sent'), OWN);
    const copy = parseCarbon(example('carbon-received'), OWN);

    expect(sent?.direction).toBe('sent');
    expect(copy?.direction).toBe('received');
    expect(sent && parseMessage(sent.message, OWN)).toMatchObject({
      body: 'Yes',
      stanzaId: '1795276639286219',
    });
  });

  it('come from the own archive with id and time', () => {
    const found = parseArchivedMessage(example('archive-result'), { queryId: 'f27' }, OWN);

    expect(found).toMatchObject({
      stanzaId: '1795276639286217',
      at: Date.UTC(2026, 10, 21, 15, 57, 19, 286),
    });
    expect(found && parseMessage(found.message, OWN)?.body).toBe('Is the engine ready?');
  });

  it('come from a room with the person behind the nick', () => {
    const query = { queryId: 'f28', archive: ROOM };
    const found = parseArchivedMessage(example('archive-room-result'), query, OWN);

    expect(found && parseRealAddress(found.message)).toBe('grace@localhost');
    expect(found && parseMessage(found.message, OWN)).toMatchObject({
      body: 'Good morning, engineers',
      occupantId: 'g20AAAAgMwaeggLB',
    });
  });

  it('end a page', () => {
    expect(parseArchivePage(example('archive-page'))).toEqual({
      complete: true,
      first: '1795276639286217',
      last: '1795276639803442',
    });
  });

  it('are asked for', () => {
    const start = Date.UTC(2026, 10, 21, 12);
    const query = archiveQuery({
      queryId: 'f27',
      with: 'grace@localhost',
      start,
      max: 100,
      before: '',
    });
    query.setAttribute('id', 'q1');

    expect(written(query)).toEqual(canonical(example('archive-query')));
  });
});

describe('contacts', () => {
  it('are listed', () => {
    expect(parseRoster(example('roster'))).toEqual([
      {
        address: 'grace@localhost',
        name: 'Grace Hopper',
        subscription: 'both',
        groups: ['Engineering'],
      },
      {
        address: 'linus@localhost',
        name: 'Linus Pauling',
        subscription: 'both',
        groups: ['Engineering', 'Research'],
      },
    ]);
    expect(parseRosterPush(example('roster-push'), OWN)).toMatchObject({
      address: 'alan@localhost',
      subscription: 'remove',
    });
  });

  it('are present', () => {
    expect(parsePresence(example('presence'))).toMatchObject({
      type: 'available',
      show: 'dnd',
      status: 'Debugging',
      priority: 5,
      photoHash: 'b09810edfce4251be6b134927604381f2a2812cf',
    });
  });
});

describe('rooms', () => {
  it('are entered without asking for history', () => {
    const join = joinRoom(ROOM, 'Ada Lovelace', null);

    expect(join && written(join)).toEqual(canonical(example('room-join')));
  });

  it('show who is inside', () => {
    expect(parseOccupant(example('room-occupant'))).toMatchObject({
      room: ROOM,
      nick: 'Grace Hopper',
      address: 'grace@localhost',
      occupantId: 'g20AAAAgMwaeggLB',
      role: 'participant',
      affiliation: 'member',
      own: false,
    });
    expect(parseOccupant(example('room-own-occupant'))?.own).toBe(true);
  });

  it('say why one is not inside any more', () => {
    expect(parseOccupant(example('room-left'))).toMatchObject({
      presence: { type: 'unavailable' },
      own: true,
      codes: new Set([110, 321]),
      reason: 'Moved to Research',
      role: 'none',
    });
    expect(parseOccupant(example('room-new-nick'))?.newNick).toBe('Amazing Grace');
  });

  it('refuse', () => {
    const refused = example('room-refused');

    expect(parseOccupant(refused)).toBeNull();
    expect(parsePresence(refused)?.error?.condition).toBe('registration-required');
  });

  it('have messages and a subject', () => {
    expect(message('room-message')).toMatchObject({
      type: 'groupchat',
      stanzaId: '1795276641536275',
      originId: 'g1',
      occupantId: 'g20AAAAgMwaeggLB',
    });
    expect(message('room-subject')).toMatchObject({
      subject: 'Compilers and engines',
      body: null,
    });
  });
});

describe('what all clients of a person share', () => {
  it('are bookmarks', () => {
    const bookmarks = parseItems(example('bookmarks'), BOOKMARKS, OWN).map(parseBookmark);

    expect(bookmarks).toEqual([
      { room: ROOM, name: 'Engineering', autojoin: true, nick: null, password: null },
      {
        room: 'chess@conference.localhost',
        name: 'Chess',
        autojoin: false,
        nick: 'Countess',
        password: 'e2e4',
      },
    ]);
    expect(parsePepEvent(example('bookmarks-event'), OWN)).toMatchObject({
      node: BOOKMARKS,
      items: [],
      retracted: ['chess@conference.localhost'],
    });
  });

  it('are read marks', () => {
    const event = parsePepEvent(example('displayed-event'), OWN);
    const [item] = event?.items ?? [];

    expect(event?.node).toBe(DISPLAYED);
    expect(item && parseDisplayed(item, OWN)).toEqual({
      conversation: ROOM,
      stanzaId: '1795276641536275',
    });
    const mark = { conversation: 'grace@localhost', stanzaId: '1795276639286217' };
    const publish = publishDisplayed(mark, 'ada@localhost');
    publish.setAttribute('id', 'p1');
    expect(written(publish)).toEqual(canonical(example('displayed-publish')));
  });
});

describe('the inbox', () => {
  it('tells of a conversation and its newest message', () => {
    expect(parseInboxEntry(example('inbox-entry'), OWN)).toEqual({
      conversation: ROOM,
      isRoom: true,
      name: 'Engineering',
      unread: 2,
      mentions: 1,
      readTo: '1795276639286217',
      last: {
        stanzaId: '1795276641536275',
        sender: 'grace@localhost',
        nick: 'Grace Hopper',
        kind: 'text',
        body: '@Ada Lovelace: is the engine ready?',
        retracted: false,
      },
    });
  });

  it('is the own account’s, whoever else sends what looks like it', () => {
    const forged = ['grace@localhost', 'ada@localhost/web-1', 'localhost'];
    for (const from of forged) {
      const name = (xml: string) => xml.replace('from="ada@localhost"', `from="${from}"`);

      expect(parseInboxEntry(example('inbox-entry', name), OWN)).toBeNull();
      expect(parseInboxPage(example('inbox-page', name), OWN)).toBeNull();
    }
  });

  it('says nothing of what was retracted', () => {
    const retracted = (xml: string) => xml.replace('kind="text"', 'kind="text" retracted="true"');

    expect(parseInboxEntry(example('inbox-entry', retracted), OWN)?.last).toMatchObject({
      body: '',
      retracted: true,
    });
  });

  it.each([
    ['without a message', (xml: string) => xml.replace(/<last .*<\/last>/, '')],
    ['of nobody', (xml: string) => xml.replace(/jid="[^"]*"/, 'jid="a@b@c"')],
    ['that is not described', (xml: string) => xml.replaceAll('urn:stoa:inbox:1', 'urn:other')],
  ])('an entry %s is none', (_, change) => {
    expect(parseInboxEntry(example('inbox-entry', change), OWN)).toBeNull();
  });

  it('counts what is no number as nothing, and takes an unknown kind for text', () => {
    const change = (xml: string) =>
      xml.replace('unread="2"', 'unread="-2"').replace('kind="text"', 'kind="spell"');

    expect(parseInboxEntry(example('inbox-entry', change), OWN)).toMatchObject({
      unread: 0,
      last: { kind: 'text' },
    });
  });

  it('has pages', () => {
    expect(parseInboxPage(example('inbox-page'), OWN)).toEqual({
      last: '1795276641536275',
      index: 0,
      count: 1,
    });
  });
});

describe('conversations', () => {
  it('are marked for oneself, and not any more', () => {
    const event = parsePepEvent(example('pinned-event'), OWN);
    const [item] = event?.items ?? [];
    const archive = publishMark('archived', {
      conversation: 'grace@localhost',
      upTo: '1795276639286217',
    });
    const unpin = retractMark('pinned', 'grace@localhost');
    archive.setAttribute('id', 'm1');
    unpin.setAttribute('id', 'm2');

    expect(event?.node).toBe(MARKS.pinned);
    expect(item && parseMarked(item, 'pinned')).toEqual({
      conversation: 'grace@localhost',
      upTo: null,
    });
    expect(item && parseMarked(item, 'archived')).toBeNull();
    expect(written(archive)).toEqual(canonical(example('archived-publish')));
    expect(written(unpin)).toEqual(canonical(example('pinned-retract')));
  });

  it('are muted for a time, and what other clients have set stays', () => {
    const set = example('notify-publish').querySelector('conference') as Element;
    const before = set.cloneNode(true) as Element;
    before.querySelector('never')?.remove();
    const until = Date.UTC(2026, 10, 21, 17);
    const publish = publishNotify(ROOM, before, { wish: 'never', until });
    publish.setAttribute('id', 'n1');

    expect(parseNotify(before)).toBeNull();
    expect(parseNotify(set)).toEqual({ wish: 'never', until });
    expect(written(publish)).toEqual(canonical(example('notify-publish')));
  });

  it('keep what others say of a setting when it changes', () => {
    const SETTINGS = 'urn:xmpp:notification-settings:1';
    const known = parseXml(
      `<conference xmlns="${BOOKMARKS}" autojoin="1"><nick>A</nick><extensions><notify xmlns="${SETTINGS}"><never><advanced><quiet xmlns="urn:other"/></advanced></never></notify><state xmlns="urn:theirs"/></extensions></conference>`,
    );
    const written = publishNotify(ROOM, known, { wish: 'always', until: null });
    const names = [...written.querySelectorAll('notify *')].map((each) => each.localName);

    expect(names).toEqual(['always', 'advanced', 'quiet']);
    expect(written.querySelector('state, nick')).not.toBeNull();
    expect(known?.querySelector('never')).not.toBeNull();
  });

  it('of people have a bookmark for that alone, and lose it with the last setting', () => {
    const muted = publishNotify('grace@localhost', null, { wish: 'never', until: null });
    const conference = muted.querySelector('conference');

    expect(conference?.hasAttribute('autojoin')).toBe(false);
    expect(
      publishNotify('grace@localhost', conference, null).querySelector('retract'),
    ).not.toBeNull();
  });
});

describe('what every client answers', () => {
  it('is what it can do', () => {
    const answer = standardAnswer(example('disco-request'));

    expect(answer && written(answer)).toEqual(canonical(example('disco-answer')));
  });

  it('is that it is there', () => {
    expect(isPing(example('ping'))).toBe(true);
    expect(standardAnswer(example('ping'))?.getAttribute('type')).toBe('result');
  });

  it('is its name', () => {
    expect(standardAnswer(example('version-request'))?.textContent).toBe('Stoa');
  });
});

it('the counter of a resumed stream is read up to its end', () => {
  expect(handledCount(example('resumed'))).toBe(2 ** 32 - 1);
});

it.each(names)('%s comes through writing and reading unchanged', (name) => {
  expect(written(example(name))).toEqual(canonical(example(name)));
});
