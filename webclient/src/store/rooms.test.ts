import { describe, expect, it, vi } from 'vitest';
import { safeNick } from './rooms';
import { bodies, child, ownBrowser, settled, type Tab, tab } from './testing/office';
import { ADA, GRACE, LINUS, ROOM, Server, ServerTime } from './testing/server';

ownBrowser();

const USERS = 'http://jabber.org/protocol/muc#user';

function there(nick: string, address: string, codes: readonly number[] = [], type = ''): string {
  const status = codes.map((code) => `<status code="${code}"/>`).join('');
  return `<presence from="${ROOM}/${nick}" to="${ADA}/web-1"${type}><x xmlns="${USERS}"><item affiliation="member" role="participant" jid="${address}/x"/>${status}</x></presence>`;
}

function heard(nick: string, id: string, text: string, more = '', room = ROOM): string {
  return `<message type="groupchat" id="r${id}" from="${room}/${nick}" to="${ADA}/web-1"><body>${text}</body>${more}<stanza-id xmlns="urn:xmpp:sid:0" by="${room}" id="${id}"/></message>`;
}

const joins = (ada: Tab) =>
  ada.connection.sent.filter(
    (each) => each.localName === 'presence' && each.hasAttribute('to') && child(each, 'x'),
  );

async function inside() {
  const [server, time] = [new Server(), new ServerTime()];
  server.rooms = [ROOM];
  const ada = await tab(server);
  await ada.online();
  ada.connection.arrive(there('Grace', GRACE));
  ada.connection.arrive(there('Ada Lovelace', ADA, [110]));
  await settled();
  return { server, time, ada, room: ada.with(ROOM) };
}

describe('a room', () => {
  it('of the bookmarks is entered under the own name', async () => {
    const { ada, room } = await inside();

    expect(joins(ada).map((each) => each.getAttribute('to'))).toEqual([`${ROOM}/Ada Lovelace`]);
    expect(room).toMatchObject({ kind: 'room', name: 'Engines', joined: 'joined' });
  });

  it('shows who is in it by the names of the directory', async () => {
    const { room } = await inside();

    expect(room.occupants).toMatchObject([
      { name: 'Ada Lovelace', address: ADA, own: true, availability: 'online' },
      { name: 'Grace Hopper', address: GRACE, nick: 'Grace', role: 'participant' },
    ]);
  });

  it('knows the own occupant also when another of our tabs has come in', async () => {
    const { ada, room } = await inside();

    ada.connection.arrive(there('Ada Lovelace', ADA));

    expect(room.occupants.filter((each) => each.own).map((each) => each.nick)).toEqual([
      'Ada Lovelace',
    ]);
  });

  it('calls a private message by its address: a nick may be the name of somebody else', async () => {
    const { ada } = await inside();
    ada.connection.arrive(there('Linus Torvalds', GRACE));
    const [from, text] = [`${ROOM}/Linus Torvalds`, 'Give me your password'];

    ada.connection.arrive(
      `<message type="chat" id="p" from="${from}" to="${ADA}/web-1"><body>${text}</body></message>`,
    );

    expect(ada.with(from).name).toBe(from);
  });

  it('is believed when it refuses a message, an occupant is not', async () => {
    const { ada, room } = await inside();
    room.send('Good morning');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    const id = ada.said()[0]?.getAttribute('id');
    const refusal = (from: string) =>
      `<message type="error" id="${id}" from="${from}"><error type="cancel"/></message>`;

    ada.connection.arrive(refusal(`${ROOM}/Grace`));
    expect(room.messages[0]?.delivery).toBe('waiting');
    ada.connection.arrive(refusal(ROOM));

    expect(room.messages[0]?.delivery).toBe('failed');
  });

  it('shows a message under the name of the person whose nick it is, not under the nick', async () => {
    const { ada, room, time } = await inside();
    ada.connection.arrive(there('Ada Lovelace the Real', LINUS));

    ada.connection.arrive(heard('Ada Lovelace the Real', time.next(), 'Give me your password'));

    expect(room.messages[0]).toMatchObject({
      own: false,
      author: { address: LINUS, name: 'Linus Torvalds' },
    });
  });

  it('has sent an own message when it comes back, once', async () => {
    const { ada, room, time } = await inside();
    room.send('hello');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    const id = ada.said()[0]?.getAttribute('id') ?? '';
    ada.connection.acknowledge(ada.said()[0] as Element);
    expect(room.messages[0]?.delivery).toBe('waiting');

    const origin = `<origin-id xmlns="urn:xmpp:sid:0" id="${id}"/>`;
    ada.connection.arrive(heard('Ada Lovelace', time.next(), 'hello', origin));

    expect(room.messages).toHaveLength(1);
    expect(room.messages[0]?.delivery).toBe('sent');
  });

  it("does not take somebody else's copy of an own id for the own message", async () => {
    const { ada, room, time } = await inside();
    room.send('hello');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
    const id = ada.said()[0]?.getAttribute('id') ?? '';

    ada.connection.arrive(
      heard('Grace', time.next(), 'hello', `<origin-id xmlns="urn:xmpp:sid:0" id="${id}"/>`),
    );

    expect(room.messages.map((each) => [each.own, each.delivery]).sort()).toEqual([
      [false, null],
      [true, 'waiting'],
    ]);
  });

  it('holds messages back until it is entered', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const ada = await tab(server);
    await ada.online();
    ada.with(ROOM).send('early');
    await settled();
    expect(ada.said()).toEqual([]);

    ada.connection.arrive(there('Ada Lovelace', ADA, [110]));

    expect(ada.said()).toHaveLength(1);
  });

  it('whose nick is taken is entered under another', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const ada = await tab(server);
    await ada.online();
    const conflict =
      '<error type="cancel"><conflict xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>';

    ada.connection.arrive(
      `<presence type="error" from="${ROOM}/Ada Lovelace">${conflict}</presence>`,
    );

    expect(joins(ada).at(-1)?.getAttribute('to')).toBe(`${ROOM}/Ada Lovelace (2)`);
  });

  it('that refuses says why', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const ada = await tab(server);
    await ada.online();
    const error =
      '<error type="auth"><registration-required xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>';

    ada.connection.arrive(`<presence type="error" from="${ROOM}/Ada Lovelace">${error}</presence>`);

    expect(ada.with(ROOM)).toMatchObject({ joined: 'refused', refusal: 'registration-required' });
  });

  it('that puts one out says so, and is empty', async () => {
    const { ada, room } = await inside();

    ada.connection.arrive(there('Ada Lovelace', ADA, [110, 321], ' type="unavailable"'));

    expect(room).toMatchObject({ joined: 'refused', refusal: 'affiliation-lost', occupants: [] });
  });

  it('is entered again on a new stream, and asked whether one is inside on a resumed one', async () => {
    const { ada, room } = await inside();
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    await ada.online(true);
    expect(joins(ada)).toHaveLength(1);
    const pings = ada.connection.sent.filter((each) => child(each, 'ping'));
    expect(pings.map((each) => each.getAttribute('to'))).toEqual([`${ROOM}/Ada Lovelace`]);

    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    await ada.online();

    expect(room.joined).toBe('joining');
    expect(joins(ada)).toHaveLength(2);
  });

  it('is entered again when it says that one is not inside', async () => {
    const { ada } = await inside();
    ada.connection.answers.unshift((iq) =>
      child(iq, 'ping')
        ? '<iq type="error"><error type="cancel"><not-acceptable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>'
        : null,
    );
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });

    await ada.online(true);

    expect(joins(ada)).toHaveLength(2);
  });

  it('tells its subject, and takes away what a moderator removes', async () => {
    const { ada, room, time } = await inside();
    const id = time.next();
    ada.connection.arrive(
      `<message type="groupchat" from="${ROOM}/Grace"><subject>Difference engines</subject></message>`,
    );
    ada.connection.arrive(heard('Grace', id, 'spam'));
    expect(room.subject).toBe('Difference engines');
    const removal = `<retract xmlns="urn:xmpp:message-retract:1" id="${id}"><moderated xmlns="urn:xmpp:message-moderate:1"/></retract>`;

    ada.connection.arrive(`<message type="groupchat" from="${ROOM}/Grace">${removal}</message>`);
    expect(room.messages[0]?.retracted).toBe(false);
    ada.connection.arrive(`<message type="groupchat" from="${ROOM}">${removal}</message>`);

    expect(room.messages[0]?.retracted).toBe(true);
  });

  it('that nobody entered has no voice', async () => {
    const { ada, time } = await inside();
    const other = 'evil@conference.localhost';

    ada.connection.arrive(heard('Grace', time.next(), 'hello', '', other));

    expect(ada.client.conversation(other)).toBeNull();
  });

  it('learns the past from its archive, with the real authors', async () => {
    const [server, time] = [new Server(), new ServerTime()];
    server.rooms = [ROOM];
    const id = time.next();
    const real = `<x xmlns="${USERS}"><item jid="${LINUS}/x"/></x>`;
    server.archive(ROOM, id, heard('Whoever', id, 'long ago', real));
    const ada = await tab(server);
    await ada.online();
    ada.connection.arrive(there('Ada Lovelace', ADA, [110]));
    await vi.waitFor(() => expect(bodies(ada.with(ROOM))).toEqual(['long ago']));

    expect(ada.with(ROOM).messages[0]?.author).toEqual({ address: LINUS, name: 'Linus Torvalds' });
  });

  it('whose address somebody has written from before is a room all the same', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const ada = await tab(server);
    ada.connection.arrive(`<message type="normal" from="${ROOM}"><body>Come in</body></message>`);

    await ada.online();

    expect(ada.with(ROOM).kind).toBe('room');
    expect(joins(ada)).toHaveLength(1);
  });

  it('that is no bookmark any more leaves the browser with everything said in it', async () => {
    const { server, ada, time } = await inside();
    ada.connection.arrive(heard('Grace', time.next(), 'secret'));
    await settled();
    dispatchEvent(new Event('pagehide'));
    await settled();
    sessionStorage.clear();
    server.rooms = [];

    const later = await tab(server);
    expect(bodies(later.with(ROOM))).toEqual(['secret']);
    await later.online();
    await settled();

    expect(later.client.conversation(ROOM)).toBeNull();
    const next = await tab(server);
    expect(next.client.conversation(ROOM)).toBeNull();
  });

  it('is left when its bookmark goes', async () => {
    const { ada } = await inside();
    const event = `<event xmlns="http://jabber.org/protocol/pubsub#event"><items node="urn:xmpp:bookmarks:1"><retract id="${ROOM}"/></items></event>`;

    ada.connection.arrive(`<message type="headline" from="linus@localhost">${event}</message>`);
    expect(ada.client.conversation(ROOM)).not.toBeNull();
    ada.connection.arrive(`<message type="headline" from="${ADA}">${event}</message>`);

    expect(ada.client.conversation(ROOM)).toBeNull();
    expect(ada.connection.sent.at(-1)?.getAttribute('type')).toBe('unavailable');
  });
});

describe('a name as a nick', () => {
  it('keeps its letters, and loses what rooms refuse', () => {
    expect(safeNick(ROOM, ' Łukasz\u0000 \u202eO’Neil ')).toBe('Łukasz O’Neil');
    expect(safeNick(ROOM, '\u0007')).toBe('guest');
    expect(safeNick(ROOM, 'x'.repeat(500))).toHaveLength(60);
  });
});

describe('a room whose bookmark goes away while a message waits', () => {
  const forgotten = `<message from="${ADA}"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="urn:xmpp:bookmarks:1"><retract id="${ROOM}"/></items></event></message>`;

  it('stays in view with the message, which has failed and says why', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const ada = await tab(server);
    await ada.online();
    ada.with(ROOM).send('to nobody?');
    await vi.waitFor(() => expect(ada.with(ROOM).messages).toHaveLength(1));

    ada.connection.arrive(forgotten);
    ada.connection.arrive(there('Ada Lovelace', ADA, [110], ' type="unavailable"'));

    expect(ada.with(ROOM)).toMatchObject({ joined: 'refused', refusal: 'left' });
    expect(ada.with(ROOM).messages).toMatchObject([{ delivery: 'failed', error: 'left' }]);
    expect(ada.said()).toEqual([]);
  });

  it('keeps what is written there all the same as failed', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const before = await tab(server);
    await before.online();
    before.with(ROOM).send('waits');
    await vi.waitFor(() => expect(before.with(ROOM).messages).toHaveLength(1));
    before.connection.arrive(forgotten);

    before.with(ROOM).send('too late');
    await vi.waitFor(() => expect(before.with(ROOM).messages).toHaveLength(2));
    dispatchEvent(new Event('pagehide'));

    const after = await tab(server);
    expect(after.with(ROOM).messages).toMatchObject([
      { body: 'waits', error: 'left' },
      { body: 'too late', error: 'left' },
    ]);
  });

  it('stays in view also with a message that the room may still send back', async () => {
    const { ada, room } = await inside();
    room.send('in this moment');

    ada.connection.arrive(forgotten);

    expect(ada.said()).toHaveLength(1);
    expect(ada.with(ROOM).messages).toMatchObject([{ delivery: 'waiting', error: null }]);
  });

  it('is there on the next page, until the message is discarded; entered again it takes it', async () => {
    const server = new Server();
    server.rooms = [ROOM];
    const before = await tab(server);
    await before.online();
    before.with(ROOM).send('kept');
    await vi.waitFor(() => expect(before.with(ROOM).messages).toHaveLength(1));
    server.rooms = [];
    dispatchEvent(new Event('pagehide'));
    const after = await tab(server);
    await after.online();
    expect(after.with(ROOM).messages).toMatchObject([{ body: 'kept', error: 'left' }]);

    server.rooms = [ROOM];
    await after.online();
    after.connection.arrive(there('Ada Lovelace', ADA, [110]));
    after.with(ROOM).retry(after.with(ROOM).messages[0]?.key ?? '');

    await vi.waitFor(() => expect(after.said()).toHaveLength(1));
  });
});

it('a contact that is removed while the first message is being stored stays in view', async () => {
  const ada = await tab(new Server());
  await ada.online();
  ada.with(GRACE).send('are you there?');

  ada.connection.arrive(
    `<iq type="set" id="push" from="${ADA}"><query xmlns="jabber:iq:roster"><item jid="${GRACE}" subscription="remove"/></query></iq>`,
  );

  await vi.waitFor(() => expect(ada.said()).toHaveLength(1));
  expect(bodies(ada.with(GRACE))).toEqual(['are you there?']);
});
