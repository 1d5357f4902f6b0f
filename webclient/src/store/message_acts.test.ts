import { describe, expect, it, vi } from 'vitest';
import { body as bodyOf } from '../xmpp/message';
import { serialize } from '../xmpp/xml';
import {
  bodies,
  carbon,
  child,
  end,
  fromGrace,
  ownBrowser,
  settled,
  type Tab,
  tab,
  toGrace,
} from './testing/office';
import { inRoom, inside, there } from './testing/rooms';
import { ADA, GRACE, LINUS, ROOM, Server, ServerTime } from './testing/server';
import type { Conversation, Message } from './types';

ownBrowser();

async function talking(text = 'Good morning') {
  const [server, time] = [new Server(), new ServerTime()];
  const ada = await tab(server);
  await ada.online();
  const grace = ada.with(GRACE);
  const id = time.next();
  ada.connection.arrive(fromGrace(id, text));
  return { server, time, ada, grace, id };
}

/** An own message that Ada's phone has sent, and her archive has. */
async function hasSaid(text = 'Good mornig') {
  const all = await talking();
  all.ada.connection.arrive(carbon('sent', toGrace('mine', text)));
  await settled(); // it is stored: another tab finds it
  return all;
}

const newest = (of: Conversation): Message => of.messages.at(-1) as Message;
const emojisOf = (message: Message) =>
  message.reactions.map(({ emoji, own, people }) => `${emoji}${own ? '!' : ''}${people.length}`);
const away = { kind: 'waiting', retryAt: 0, reason: 'network' } as const;
const inArchive = (stanza: Element) =>
  serialize(stanza)
    .replace('<message', `<message from="${ADA}/web-1"`)
    .replace(' xmlns="jabber:client"', '');
const last = (all: readonly Element[]) => all.at(-1) as Element;
const idOf = (stanza: Element) => stanza.getAttribute('id') ?? '';

async function sent(ada: Tab, child: string, count = 1): Promise<Element> {
  await vi.waitFor(() => expect(ada.sentWith(child)).toHaveLength(count));
  return last(ada.sentWith(child));
}

describe('a reaction', () => {
  it('is shown at once, sent whole, and waits for the server', async () => {
    const { ada, grace, id } = await talking();

    grace.react(newest(grace).key, ['👍', '🎉']);
    const stanza = await sent(ada, 'reactions');

    expect(newest(grace)).toMatchObject({ editing: 'waiting' });
    expect(emojisOf(newest(grace))).toEqual(['👍!1', '🎉!1']);
    const said = child(stanza, 'reactions');
    expect(said?.getAttribute('id')).toBe(`g${id}`);
    expect([...(said?.children ?? [])].map((each) => each.textContent)).toEqual(['👍', '🎉']);
    expect(child(stanza, 'body')).toBeNull();
    ada.connection.acknowledge(stanza);
    expect(newest(grace)).toMatchObject({ editing: null });
    expect(emojisOf(newest(grace))).toEqual(['👍!1', '🎉!1']);
  });

  it('is taken back by none, and changes no words and no unread', async () => {
    const { ada, grace } = await talking();
    const { key } = newest(grace);
    grace.react(key, ['👍']);
    ada.connection.acknowledge(await sent(ada, 'reactions'));

    grace.react(key, []);
    ada.connection.acknowledge(await sent(ada, 'reactions', 2));

    expect(newest(grace)).toMatchObject({ reactions: [], body: 'Good morning', own: false });
    expect(grace.unread).toBe(1);
  });

  it('of the other person is theirs, and makes nothing unread', async () => {
    const { ada, grace } = await hasSaid();
    grace.markRead();
    const said =
      '<reactions xmlns="urn:xmpp:reactions:0" id="mine"><reaction>👍</reaction></reactions>';

    ada.connection.arrive(
      `<message type="chat" id="x" from="${GRACE}/desk" to="${ADA}">${said}</message>`,
    );

    expect(newest(grace).reactions).toMatchObject([
      { emoji: '👍', own: false, people: [{ address: GRACE, name: 'Grace Hopper' }] },
    ]);
    expect(grace.unread).toBe(0);
  });

  it('of somebody else does not get into a conversation of two', async () => {
    const { ada, grace, id } = await talking();
    const said = `<reactions xmlns="urn:xmpp:reactions:0" id="g${id}"><reaction>👎</reaction></reactions>`;

    for (const from of [`${LINUS}/desk`, 'mallory@elsewhere.example/x'])
      ada.connection.arrive(
        `<message type="chat" id="x" from="${from}" to="${ADA}">${said}</message>`,
      );

    expect(newest(grace).reactions).toEqual([]);
  });

  it('that is refused is undone, and somebody is told', async () => {
    const { ada, grace } = await talking();
    grace.react(newest(grace).key, ['👍']);
    const stanza = await sent(ada, 'reactions');

    ada.connection.arrive(
      `<message type="error" id="${idOf(stanza)}" from="${GRACE}"><error type="cancel"/></message>`,
    );

    expect(newest(grace)).toMatchObject({ reactions: [], editing: 'failed' });
    grace.react(newest(grace).key, ['🎉']);
    expect(newest(grace)).toMatchObject({ editing: 'waiting' });
  });

  it('of another device of ours is ours', async () => {
    const { ada, grace, id } = await talking();
    const said = `<reactions xmlns="urn:xmpp:reactions:0" id="g${id}"><reaction>👍</reaction></reactions>`;

    ada.connection.arrive(
      carbon(
        'sent',
        `<message type="chat" id="x" from="${ADA}/phone" to="${GRACE}">${said}</message>`,
      ),
    );

    expect(emojisOf(newest(grace))).toEqual(['👍!1']);
  });
});

describe('an edit', () => {
  it('is shown at once, and sent as the whole message again', async () => {
    const { ada, grace } = await hasSaid();
    const { key } = newest(grace);

    grace.edit(key, 'Good morning');
    const stanza = await sent(ada, 'replace');

    expect(newest(grace)).toMatchObject({
      key,
      body: 'Good morning',
      editing: 'waiting',
      versions: [{ body: 'Good mornig' }],
    });
    expect(child(stanza, 'replace')?.getAttribute('id')).toBe('mine');
    expect(child(stanza, 'body')?.textContent).toBe('Good morning');
    ada.connection.acknowledge(stanza);
    expect(newest(grace)).toMatchObject({ editing: null, body: 'Good morning' });
    expect(newest(grace).editedAt).not.toBeNull();
  });

  it('is one, also when the archive tells of it', async () => {
    const { server, time, ada, grace } = await hasSaid();
    grace.edit(newest(grace).key, 'Good morning');
    const stanza = await sent(ada, 'replace');
    ada.connection.acknowledge(stanza);
    server.archive(ADA, time.next(5000), inArchive(stanza));

    ada.connection.become(away);
    await ada.online();

    expect(bodies(grace)).toEqual(['Good morning', 'Good morning']);
    expect(newest(grace).versions).toHaveLength(1);
  });

  it('of an answer stays one, in its thread', async () => {
    const { ada, grace } = await talking('Ready?');
    grace.send('Yess', { reply: newest(grace).key, thread: 't1' });
    await vi.waitFor(() => expect(newest(grace).body).toBe('Yess'));
    ada.connection.acknowledge(last(ada.said()));

    grace.edit(newest(grace).key, 'Yes');
    const stanza = await sent(ada, 'replace');

    expect(child(stanza, 'body')?.textContent).toBe('> Ready?\nYes');
    expect(child(stanza, 'reply')?.getAttribute('to')).toBe(GRACE);
    expect(child(stanza, 'thread')?.textContent).toBe('t1');
    expect(newest(grace)).toMatchObject({ body: 'Yes', thread: 't1', reply: { body: 'Ready?' } });
  });

  it('of a message that is still on its way follows it', async () => {
    const { ada, grace } = await talking();
    grace.send('Yess');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    const [message] = ada.said();

    grace.edit(newest(grace).key, 'Yes');
    await settled();
    expect(newest(grace).body).toBe('Yes');
    expect(ada.sentWith('replace')).toHaveLength(0);
    ada.connection.acknowledge(message as Element);

    expect(child(await sent(ada, 'replace'), 'replace')?.getAttribute('id')).toBe(
      idOf(message as Element),
    );
  });

  it('may be taken back before it is sent', async () => {
    const { ada, grace } = await hasSaid('one');
    const { key } = newest(grace);
    ada.connection.become(away);

    grace.edit(key, 'two');
    grace.edit(key, 'one');
    await ada.online();

    expect(child(await sent(ada, 'replace'), 'body')?.textContent).toBe('one');
    expect(newest(grace).body).toBe('one');
  });

  it('to more than the server takes is refused before it is sent', async () => {
    const { ada, grace } = await hasSaid();

    grace.edit(newest(grace).key, 'x'.repeat(260_000));
    await settled();

    expect(ada.sentWith('replace')).toEqual([]);
    expect(newest(grace)).toMatchObject({ body: 'Good mornig', editing: 'failed' });
  });

  it('of somebody else’s words, of nothing, or to the same, is none', async () => {
    const { ada, grace } = await hasSaid();
    const [theirs, mine] = grace.messages as [Message, Message];

    grace.edit(theirs.key, 'I resign');
    grace.edit(mine.key, '  ');
    grace.edit(mine.key, mine.body);
    grace.edit('nothing', 'x');
    await settled();

    expect(ada.sentWith('replace')).toEqual([]);
    expect(bodies(grace)).toEqual(['Good morning', 'Good mornig']);
  });
});

describe('a retraction', () => {
  it('takes an own message away for everybody, and tells those who do not know', async () => {
    const { ada, grace } = await hasSaid();

    grace.retract(newest(grace).key);
    const stanza = await sent(ada, 'retract');

    expect(newest(grace)).toMatchObject({ retracted: true, body: '', editing: 'waiting' });
    expect(child(stanza, 'retract')?.getAttribute('id')).toBe('mine');
    expect(child(stanza, 'body')?.textContent).toContain('retracted');
    expect(child(stanza, 'store')).not.toBeNull();
    ada.connection.acknowledge(stanza);
    expect(newest(grace)).toMatchObject({ retracted: true, body: '', editing: null });
  });

  it('of somebody else’s message is none', async () => {
    const { ada, grace } = await talking();

    grace.retract(newest(grace).key);
    await settled();

    expect(ada.sentWith('retract')).toEqual([]);
    expect(newest(grace).retracted).toBe(false);
  });
});

describe('what is refused after the server took it', () => {
  const refuse = (ada: Tab, stanza: Element) =>
    ada.connection.arrive(
      `<message type="error" id="${idOf(stanza)}" from="${GRACE}"><error type="cancel"/></message>`,
    );

  it.each<[string, (of: Conversation) => void]>([
    ['replace', (of) => of.edit(newest(of).key, 'Good morning')],
    ['reactions', (of) => of.react(newest(of).key, ['🎉'])],
    ['retract', (of) => of.retract(newest(of).key)],
  ])('is undone, and somebody is told: %s', async (name, act) => {
    const { server, ada, grace } = await hasSaid();
    grace.react(newest(grace).key, ['👍']);
    ada.connection.acknowledge(await sent(ada, 'reactions'));
    const before = newest(grace);
    act(grace);
    const stanza = await sent(ada, name, name === 'reactions' ? 2 : 1);
    ada.connection.acknowledge(stanza);
    expect(newest(grace)).toMatchObject({ editing: null });
    expect(newest(grace)).not.toEqual(before);

    refuse(ada, stanza);

    expect(newest(grace)).toEqual({ ...before, editing: 'failed' });
    dispatchEvent(new Event('pagehide'));
    await settled();
    const there = (await tab(server)).with(GRACE);
    there.open();
    await settled();
    expect(newest(there)).toEqual(before);
  });

  it('leaves what was done since', async () => {
    const { ada, grace } = await hasSaid('one');
    const { key } = newest(grace);
    grace.edit(key, 'two');
    const two = await sent(ada, 'replace');
    ada.connection.acknowledge(two);
    grace.edit(key, 'three');
    ada.connection.acknowledge(await sent(ada, 'replace', 2));

    refuse(ada, two);

    expect(newest(grace)).toMatchObject({ body: 'three', versions: [{ body: 'one' }] });
  });

  it('is undone in other tabs too', async () => {
    const { server, ada, grace } = await hasSaid();
    const other = await tab(server);
    await other.online();
    const there = other.with(GRACE);
    there.open();
    await vi.waitFor(() => expect(newest(there).body).toBe('Good mornig'));
    grace.retract(newest(grace).key);
    const stanza = await sent(ada, 'retract');
    ada.connection.acknowledge(stanza);
    other.connection.arrive(carbon('sent', inArchive(stanza)));
    await vi.waitFor(() => expect(newest(there)).toMatchObject({ retracted: true, editing: null }));

    refuse(ada, stanza);

    await vi.waitFor(() => expect(newest(there).editing).toBe('failed'));
    expect(newest(there)).toMatchObject({ body: 'Good mornig', retracted: false });
    await end(other);
  });
});

describe('without a connection', () => {
  it('what is done waits, and only the last of it is sent, once', async () => {
    const { ada, grace } = await talking();
    const { key } = newest(grace);
    ada.connection.become(away);

    grace.react(key, ['👍']);
    grace.react(key, ['🎉']);
    await settled();
    expect(ada.sentWith('reactions')).toEqual([]);
    expect(emojisOf(newest(grace))).toEqual(['🎉!1']);
    await ada.online();

    const stanza = await sent(ada, 'reactions');
    expect(child(stanza, 'reactions')?.textContent).toBe('🎉');
    ada.connection.become(away);
    await ada.online(true);
    expect(ada.sentWith('reactions')).toHaveLength(1);
  });

  it('what the archive has is not sent again, what it lacks is, under the same id', async () => {
    const { server, time, ada, grace } = await hasSaid();
    const { key } = newest(grace);
    grace.edit(key, 'one');
    const edit = await sent(ada, 'replace');
    grace.react(key, ['👍']);
    const reaction = await sent(ada, 'reactions');
    server.archive(ADA, time.next(5000), inArchive(edit));
    ada.connection.become(away);
    ada.connection.abandon([edit, reaction]);

    await ada.online();

    expect(idOf(await sent(ada, 'reactions', 2))).toBe(idOf(reaction));
    expect(ada.sentWith('replace')).toHaveLength(1);
    expect(newest(grace)).toMatchObject({ body: 'one', editing: 'waiting' });
    expect(newest(grace).versions).toHaveLength(1);
  });

  it('what was done is still there after a reload, and sent then', async () => {
    const { server, ada, grace } = await hasSaid();
    ada.connection.become(away);
    const { key } = newest(grace);
    grace.edit(key, 'Good morning');
    grace.react(key, ['👍']);
    await settled();
    dispatchEvent(new Event('pagehide'));
    await settled();

    const again = await tab(server);
    const there = again.with(GRACE);
    there.open();
    await settled();

    expect(newest(there)).toMatchObject({ body: 'Good morning', editing: 'waiting' });
    expect(emojisOf(newest(there))).toEqual(['👍!1']);
    await again.online();
    await sent(again, 'replace');
    await sent(again, 'reactions');
    await end(again);
  });

  it('is shown in the other tab, which does not send it too', async () => {
    const { server, ada, grace } = await talking();
    const other = await tab(server);
    await other.online();
    const there = other.with(GRACE);
    there.open();
    await vi.waitFor(() => expect(there.messages.length).toBeGreaterThan(0));

    grace.react(newest(grace).key, ['👍']);
    const stanza = await sent(ada, 'reactions');
    await vi.waitFor(() => expect(emojisOf(newest(there))).toEqual(['👍!1']));
    ada.connection.acknowledge(stanza);
    other.connection.arrive(carbon('sent', inArchive(stanza)));

    await vi.waitFor(() => expect(newest(there).editing).toBeNull());
    expect(emojisOf(newest(there))).toEqual(['👍!1']);
    expect(other.sentWith('reactions')).toEqual([]);
    await end(other);
  });
});

describe('in a room', () => {
  it('what is done is done when the room says so, and names messages as the room does', async () => {
    const { ada, room, time } = await inside();
    const id = time.next();
    ada.connection.arrive(inRoom('Grace', id, '<body>Ready?</body>'));

    room.react(newest(room).key, ['👍']);
    const stanza = await sent(ada, 'reactions');
    expect(stanza.getAttribute('type')).toBe('groupchat');
    expect(child(stanza, 'reactions')?.getAttribute('id')).toBe(id);
    ada.connection.acknowledge(stanza);
    expect(newest(room).editing).toBe('waiting');
    const inner = [...stanza.children].map((each) => serialize(each)).join('');
    ada.connection.arrive(inRoom('Ada Lovelace', time.next(), inner, idOf(stanza)));

    expect(newest(room)).toMatchObject({ editing: null });
    expect(emojisOf(newest(room))).toEqual(['👍!1']);
    expect(newest(room).reactions[0]?.people[0]?.address).toBe(ADA);
  });

  it('edits name the message by its own id, retractions by the room’s', async () => {
    const { ada, room, time } = await inside();
    const id = time.next();
    const origin = '<origin-id xmlns="urn:xmpp:sid:0" id="mine"/>';
    ada.connection.arrive(inRoom('Ada Lovelace', id, `<body>Yess</body>${origin}`, 'mine'));

    room.edit(newest(room).key, 'Yes');
    room.retract(newest(room).key);

    expect(child(await sent(ada, 'replace'), 'replace')?.getAttribute('id')).toBe('mine');
    expect(child(await sent(ada, 'retract'), 'retract')?.getAttribute('id')).toBe(id);
  });

  it('what the room refuses is undone', async () => {
    const { ada, room, time } = await inside();
    ada.connection.arrive(inRoom('Grace', time.next(), '<body>Ready?</body>'));
    room.react(newest(room).key, ['👍']);
    const id = idOf(await sent(ada, 'reactions'));
    const refusal = (from: string) =>
      `<message type="error" id="${id}" from="${from}"><error type="auth"/></message>`;

    ada.connection.arrive(refusal(`${ROOM}/Grace`));
    expect(newest(room).editing).toBe('waiting');
    ada.connection.arrive(refusal(ROOM));

    expect(newest(room)).toMatchObject({ editing: 'failed', reactions: [] });
  });

  it('moderators may remove anything, and are told why they may not', async () => {
    const { ada, room, time } = await inside('moderator');
    const id = time.next();
    ada.connection.arrive(inRoom('Grace', id, '<body>Spam</body>'));
    expect(room.may('remove')).toBe(true);

    await room.remove(newest(room).key, 'Spam');
    const asked = ada.connection.sent.find((each) => child(each, 'moderate'));
    expect(asked?.getAttribute('to')).toBe(ROOM);
    expect(asked?.firstElementChild?.getAttribute('id')).toBe(id);
    const why = '<moderated xmlns="urn:xmpp:message-moderate:1"/><reason>Spam</reason>';
    const retract = `<retract xmlns="urn:xmpp:message-retract:1" id="${id}">${why}</retract>`;
    ada.connection.arrive(
      `<message type="groupchat" from="${ROOM}" to="${ADA}/web-1">${retract}</message>`,
    );
    expect(newest(room)).toMatchObject({ retracted: true, body: '', removed: { reason: 'Spam' } });

    const text = '<text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">Not any more</text>';
    ada.connection.answers.unshift((iq) =>
      child(iq, 'moderate') ? `<iq type="error"><error type="auth">${text}</error></iq>` : null,
    );
    await expect(room.remove(newest(room).key, '')).rejects.toThrow('Not any more');
  });

  it('others may not remove, nor make believe that a moderator has', async () => {
    const { ada, room, time } = await inside();
    const id = time.next();
    ada.connection.arrive(inRoom('Grace', id, '<body>Mine</body>'));
    expect(room.may('remove')).toBe(false);
    ada.connection.arrive(there('Ada Lovelace', ADA, [110], 'moderator'));
    expect(room.may('remove')).toBe(true);

    const forged = `<retract xmlns="urn:xmpp:message-retract:1" id="${id}"><moderated xmlns="urn:xmpp:message-moderate:1"/></retract>`;
    ada.connection.arrive(inRoom('Linus', time.next(), forged));

    expect(newest(room)).toMatchObject({ retracted: false, body: 'Mine' });
  });
});

describe('an answer', () => {
  it('says what it answers, quotes it for others, and means people where they are', async () => {
    const { ada, grace, id } = await talking('Ready?');
    const mentions = [{ address: LINUS, begin: 4, end: 9 }];

    grace.send('Ask Linus', { reply: newest(grace).key, mentions });
    await vi.waitFor(() => expect(newest(grace).body).toBe('Ask Linus'));

    const stanza = last(ada.said());
    expect(child(stanza, 'body')?.textContent).toBe(bodyOf('> Ready?\nAsk Linus').textContent);
    expect(child(stanza, 'reply')?.getAttribute('id')).toBe(`g${id}`);
    expect(child(stanza, 'fallback')?.firstElementChild?.getAttribute('end')).toBe('9');
    const reference = child(stanza, 'reference');
    expect([reference?.getAttribute('begin'), reference?.getAttribute('end')]).toEqual([
      '13',
      '18',
    ]);
    expect(newest(grace)).toMatchObject({
      body: 'Ask Linus',
      mentions,
      reply: {
        id: `g${id}`,
        key: grace.messages[0]?.key,
        body: 'Ready?',
        author: { name: 'Grace Hopper' },
      },
    });
  });

  it('shows what is quoted until what it answers is here, and what became of that since', async () => {
    const { server, time, ada } = await talking();
    const linus = ada.with(LINUS);
    const older = time.next();
    const from = (id: string, body: string, more = '') =>
      `<message type="chat" id="l${id}" from="${LINUS}/desk" to="${ADA}"><body>${body}</body>${more}<stanza-id xmlns="urn:xmpp:sid:0" by="${ADA}" id="${id}"/></message>`;
    server.archive(ADA, older, from(older, 'Is it ready, or not?'));
    const reply = `<reply xmlns="urn:xmpp:reply:0" to="${LINUS}" id="l${older}"/><fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="0" end="14"/></fallback>`;
    ada.connection.arrive(from(time.next(), '&gt; Is it ready\nIt is', reply));
    expect(newest(linus)).toMatchObject({
      body: 'It is',
      reply: { key: null, body: 'Is it ready', author: { address: LINUS } },
    });

    linus.open();
    await vi.waitFor(() => expect(linus.messages).toHaveLength(2));
    expect(newest(linus).reply).toMatchObject({
      key: linus.messages[0]?.key,
      body: 'Is it ready, or not?',
    });
    ada.connection.arrive(
      from(time.next(), 'Is it?', `<replace xmlns="urn:xmpp:message-correct:0" id="l${older}"/>`),
    );
    expect(newest(linus).reply?.body).toBe('Is it?');
    ada.connection.arrive(
      `<message type="chat" id="t" from="${LINUS}/desk" to="${ADA}"><retract xmlns="urn:xmpp:message-retract:1" id="l${older}"/></message>`,
    );

    expect(newest(linus).reply).toMatchObject({ body: '', retracted: true });
  });

  it('of one of the two cannot be said to be to a third', async () => {
    const { ada, grace, time } = await talking();
    const reply = `<reply xmlns="urn:xmpp:reply:0" to="${LINUS}" id="unknown"/>`;

    ada.connection.arrive(fromGrace(time.next(), 'So he says', reply));

    expect(newest(grace).reply).toMatchObject({ author: null, key: null, body: '' });
  });

  it('is found by its thread', async () => {
    const { ada, grace, time } = await talking();
    ada.connection.arrive(fromGrace(time.next(), 'one', '<thread>t1</thread>'));
    ada.connection.arrive(fromGrace(time.next(), 'other'));
    grace.send('two', { thread: 't1' });

    expect(grace.thread('t1').map((each) => each.body)).toEqual(['one', 'two']);
  });
});

describe('what is said about messages that are not loaded', () => {
  it('is kept over a reload, until they are', async () => {
    const { server, time, ada } = await talking();
    const linus = ada.with(LINUS);
    const [old, id] = [time.next(), time.next()];
    const from = (inner: string) =>
      `<message type="chat" id="x" from="${LINUS}/desk" to="${ADA}">${inner}</message>`;
    ada.connection.arrive(from(`<retract xmlns="urn:xmpp:message-retract:1" id="l${old}"/>`));
    ada.connection.arrive(
      from(
        `<reactions xmlns="urn:xmpp:reactions:0" id="l${id}"><reaction>👍</reaction></reactions>`,
      ),
    );
    await settled();
    dispatchEvent(new Event('pagehide'));
    await settled();
    for (const [each, body] of [
      [old, 'secret'],
      [id, 'fine'],
    ] as const)
      server.archive(
        ADA,
        each,
        `<message type="chat" id="l${each}" from="${LINUS}/desk" to="${ADA}"><body>${body}</body></message>`,
      );

    const again = await tab(server);
    const there = again.with(LINUS);
    await again.online();
    there.open();
    await vi.waitFor(() => expect(there.messages).toHaveLength(2));

    expect(there.messages).toMatchObject([
      { retracted: true, body: '' },
      { body: 'fine', reactions: [{ emoji: '👍' }] },
    ]);
    expect(linus.messages).toEqual([]);
    await end(again);
  });
});
