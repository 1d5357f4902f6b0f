import { describe, expect, it } from 'vitest';
import { replace } from './corrections';
import { fallbackFor } from './fallback';
import { parseFollowedThread, publishFollowedThread } from './followed_threads';
import { parseHidden, publishHidden } from './hidden';
import { store } from './hints';
import { HIDDEN } from './marks';
import { mention } from './mentions';
import { body, chatMessage, parseMessage } from './message';
import { moderate } from './moderation';
import { parseItems, parseItemsEnd } from './pep';
import { acceptable, parseReactions, reactions } from './reactions';
import { quotation, quoted, REPLIES, reply } from './replies';
import { RETRACTIONS, retract } from './retractions';
import { originId } from './stanza_ids';
import { canonical, example, OWN } from './testing/examples';
import { parseThread, thread } from './threads';
import { CLIENT, element, parseXml, serialize } from './xml';

const message = (name: string, change?: (xml: string) => string) =>
  parseMessage(example(name, change), OWN);

/** As the server hands it out: with who has sent it. */
function fromGrace(stanza: Element): unknown {
  const sent = parseXml(serialize(stanza));
  sent?.setAttribute('from', 'grace@localhost/web-1f2e');
  return sent && canonical(sent);
}

describe('reactions', () => {
  it('are all that somebody thinks of a message', () => {
    const choice = { id: 'a5b0', emojis: ['👍', '🎉'] };

    expect(message('reaction')).toMatchObject({ reactions: choice, body: null });
    const said = [reactions(choice), store(), originId('c7b1')];
    expect(fromGrace(chatMessage('ada@localhost', 'c7b1', ...said))).toEqual(
      canonical(example('reaction')),
    );
  });

  it('are taken back by none, and name messages of rooms by the room’s id', () => {
    expect(message('room-reaction')).toMatchObject({
      type: 'groupchat',
      reactions: { id: '1795276641536275', emojis: [] },
      stanzaId: '1795276650000000',
      occupantId: 'g20AAAAgMwaeggLB',
    });
  });

  it('are emojis, each once, and not more than anybody means', () => {
    const emojis = ['👍', '👍', '👩🏽‍🚀', '🇩🇪', '1️⃣', '❤️', '✔'];
    const none = ['', ' ', 'a', '1', 'like', '👍'.repeat(65), '👍 👎', '<b>'];

    expect(acceptable([...emojis, ...none])).toEqual([...new Set(emojis)]);
    expect(
      acceptable([
        '😀',
        '😃',
        '😄',
        ...Array.from({ length: 50 }, (_, n) => String.fromCodePoint(0x1f600 + n)),
      ]),
    ).toHaveLength(20);
  });

  it('about nothing are none', () => {
    const nothing = (xml: string) => xml.replace(' id="a5b0"', '');

    expect(message('reaction', nothing)?.reactions).toBeNull();
    expect(parseReactions(element('message', CLIENT))).toBeNull();
  });

  it('that stand in the body too, for others, are no words', () => {
    const said =
      '<body>👍</body><fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reactions:0"/>';
    const more = (xml: string) => xml.replace('<store', `${said}<store`);

    expect(message('reaction', more)).toMatchObject({ body: '', reactions: { id: 'a5b0' } });
  });
});

describe('an answer', () => {
  it('says what it answers, and quotes it for those who do not know', () => {
    expect(message('reply')).toMatchObject({
      body: 'Ask Linus!',
      thread: 'e0ffe42b',
      reply: { id: 'a5b0', to: 'ada@localhost', quoted: 'Yes 🎉\nof course' },
      mentions: { all: false, people: ['linus@localhost'] },
    });
  });

  it('is written the same way by this client', () => {
    const quote = quotation('Yes 🎉\nof course');
    const length = [...quote].length;
    const said = [
      body(`${quote}Ask Linus!`),
      thread('e0ffe42b'),
      reply({ id: 'a5b0', to: 'ada@localhost' }),
      fallbackFor(REPLIES, length),
      mention({ address: 'linus@localhost', begin: length + 4, end: length + 9 }),
    ];

    expect(fromGrace(chatMessage('ada@localhost', 'c7b3', ...said))).toEqual(
      canonical(example('reply')),
    );
  });

  it('means somebody where the words are that are left of its body', () => {
    expect(message('reply')?.mentions.parts).toEqual([
      { address: 'linus@localhost', begin: 4, end: 9 },
    ]);
  });

  it('quotes the beginning of what is long', () => {
    const quote = quotation('🎉'.repeat(1000));

    expect([...quote]).toHaveLength(304);
    expect(quoted(quote)).toBe(`${'🎉'.repeat(300)}…`);
  });

  it('that is nothing but a quotation is what it says', () => {
    const only = (xml: string) => xml.replace('Ask Linus!', '');

    expect(message('reply', only)?.body).toContain('Yes 🎉');
  });

  it('that marks a part of its body in which nobody stands means nobody there', () => {
    const outside = (xml: string) => xml.replace('begin="24" end="29"', 'begin="2" end="5"');
    const turned = (xml: string) => xml.replace('begin="24" end="29"', 'begin="29" end="24"');

    for (const change of [outside, turned]) {
      expect(message('reply', change)?.mentions.parts).toEqual([]);
      expect(message('reply', change)?.mentions.people).toEqual(['linus@localhost']);
    }
  });
});

describe('a thread', () => {
  it('has a name that is not longer than names are', () => {
    const named = (name: string) => parseThread(element('message', CLIENT, {}, thread(name)));

    expect([named('one'), named(' '), named('x'.repeat(2000))]).toEqual(['one', null, null]);
  });
});

describe('what is said about a message', () => {
  it('corrects it as others do', () => {
    const stanza = chatMessage('ada@localhost', 'c7a3', body('Is the analytical engine ready?'));
    stanza.append(replace('c7a1'));

    expect(fromGrace(stanza)).toEqual(canonical(example('correction')));
  });

  it('takes it back as others do', () => {
    const text = '/me retracted a previous message, but it is unsupported by your client.';
    const said = [retract('c7a1'), fallbackFor(RETRACTIONS), body(text), store(), originId('c7a4')];

    expect(fromGrace(chatMessage('ada@localhost', 'c7a4', ...said))).toEqual(
      canonical(example('retraction')),
    );
  });

  it('asks a room to remove it', () => {
    const room = 'engineering@conference.localhost';
    const asked = moderate(room, '1795276641536275', 'Not for this room');
    asked.setAttribute('id', 'm8');

    expect(canonical(asked)).toEqual(canonical(example('moderate')));
    expect(moderate(room, '1', '').querySelector('reason')).toBeNull();
  });

  it('says why a room has removed it, in either namespace', () => {
    const other = (xml: string) =>
      xml.replace('<reason>', '<reason xmlns="urn:xmpp:message-moderate:1">');

    for (const change of [undefined, other])
      expect(message('moderation', change)?.retraction?.reason).toBe('Not for this room');
  });

  it('follows its thread', () => {
    const conversation = 'engines@conference.localhost';
    const thread = '1795276639286217';
    const wish = { conversation, thread, follows: true, readTo: '1795276640000000' };
    const asked = publishFollowedThread(wish);
    asked.setAttribute('id', 't1');

    expect(canonical(asked)).toEqual(canonical(example('threads-publish')));
    const item = asked.querySelector('item') as Element;
    const payload = item.firstElementChild as Element;
    expect(parseFollowedThread({ id: item.id, payload })).toEqual(wish);
    expect(parseFollowedThread({ id: thread, payload })).toBeNull();
    expect(parseFollowedThread({ id: ` ${thread}`, payload })).toBeNull();
  });

  it('hides it from oneself', () => {
    const hidden = { stanzaId: '1795276639286217', conversation: 'grace@localhost' };
    const asked = publishHidden(hidden);
    asked.setAttribute('id', 'h1');

    expect(canonical(asked)).toEqual(canonical(example('hidden-publish')));
    const items = parseItems(example('hidden-items'), HIDDEN, OWN);
    expect(items.map(parseHidden)).toEqual([hidden]);
    expect(parseItemsEnd(example('hidden-items'))).toBe('1795276639286217');
  });

  it('hides nothing in no conversation', () => {
    const nowhere = (xml: string) => xml.replace(' in="grace@localhost"', '');

    const items = parseItems(example('hidden-items', nowhere), HIDDEN, OWN);

    expect(items.map(parseHidden)).toEqual([null]);
  });
});
