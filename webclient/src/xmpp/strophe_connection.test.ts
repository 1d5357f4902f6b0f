import './testing/sockets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, LinkState, Snapshot } from './connection';
import { ConnectionLost, NotSignedIn, RequestRefused, RequestTimeout } from './connection';
import { resultReply } from './iq';
import { body, chatMessage } from './message';
import { type ConnectOptions, connect } from './strophe_connection';
import { Arrivals, type Peer, Server } from './testing/server';
import { CLIENT, element } from './xml';

let server: Server;
let passwords: string[];
const opened: Connection[] = [];

beforeEach(async () => {
  server = await Server.start();
  passwords = [];
});

afterEach(() => {
  for (const connection of opened.splice(0)) connection.suspend();
  server.stop();
});

async function credentials() {
  passwords.push(`password ${passwords.length + 1}`);
  return { jid: 'ada@localhost', password: passwords.at(-1) ?? '', websocket: server.url };
}

function client(options: Partial<ConnectOptions> = {}) {
  const { timing, ...more } = options;
  const connection = connect({
    credentials,
    resource: () => 'web-1',
    timing: { backOff: () => 1, ...timing },
    ...more,
  });
  const states = new Arrivals<LinkState>();
  connection.onState((state) => states.add(state));
  opened.push(connection);
  connection.start();
  return { connection, states, reaches: (kind: string) => reaches(states, kind) };
}

async function reaches(states: Arrivals<LinkState>, kind: string): Promise<LinkState> {
  for (;;) {
    const state = await states.next();
    if (state.kind === kind) return state;
  }
}

/** A client that is online, and the server's end of it. */
async function online(options: Partial<ConnectOptions> = {}) {
  const started = client(options);
  const peer = await server.online();
  await started.reaches('online');
  return { ...started, peer };
}

const chat = (id: string) => chatMessage('grace@localhost', id, body(id));
const ids = (stanzas: readonly Element[]) => stanzas.map((stanza) => stanza.getAttribute('id'));

async function nextIds(peer: Peer, count: number): Promise<string[]> {
  const found: string[] = [];
  while (found.length < count) {
    const id = / id="([^"]*)"/.exec(await peer.until('<message'))?.[1];
    if (id) found.push(id);
  }
  return found;
}

describe('signing in', () => {
  it('takes a new password for each attempt and names the resource', async () => {
    const { states } = client();
    const first = await server.peer();
    first.cut();
    const second = await server.peer();
    await second.greet(
      '<mechanisms xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><mechanism>PLAIN</mechanism></mechanisms>',
    );

    expect(await second.password()).toBe('\0ada\0password 2');
    second.send('<success xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>');
    await second.greet('<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>');
    await second.bind('s1');
    expect(await reaches(states, 'online')).toEqual({
      kind: 'online',
      resumed: false,
      jid: 'ada@localhost/web-1',
    });
  });

  it('ends when the session of the page has ended', async () => {
    const { reaches } = client({ credentials: () => Promise.reject(new NotSignedIn()) });

    expect(await reaches('ended')).toEqual({ kind: 'ended', reason: 'signed-out' });
  });

  it.each([
    [new TypeError('Failed to fetch'), 'network'],
    [new Error('503'), 'server'],
  ])('waits when there is no password for it: %s', async (error, reason) => {
    const { reaches } = client({
      credentials: () => Promise.reject(error),
      timing: { backOff: () => 60_000 },
    });

    expect(await reaches('waiting')).toMatchObject({ kind: 'waiting', reason });
  });

  it('ends when five new passwords in a row are refused', async () => {
    const { reaches } = client();
    for (let attempt = 1; attempt <= 5; attempt++) {
      const peer = await server.peer();
      await peer.greet(
        '<mechanisms xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><mechanism>PLAIN</mechanism></mechanisms>',
      );
      await peer.password();
      peer.send('<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><not-authorized/></failure>');
    }

    expect(await reaches('ended')).toEqual({ kind: 'ended', reason: 'refused' });
    expect(passwords).toHaveLength(5);
  });

  it('is tried at once when the network returns', async () => {
    const { reaches } = client({ timing: { backOff: () => 60_000 } });
    (await server.peer()).cut();
    await reaches('waiting');
    const returned = document.createEvent('Event');
    returned.initEvent('online', false, false);
    window.dispatchEvent(returned);

    await server.online();
    expect(await reaches('online')).toMatchObject({ kind: 'online' });
  });

  it('that gets no answer is given up', async () => {
    const { reaches } = client({ timing: { signInMs: 20, backOff: () => 60_000 } });

    expect(await reaches('waiting')).toMatchObject({ kind: 'waiting' });
  });
});

describe('sending', () => {
  it('waits for the stream, asks for an acknowledgement and tells of it', async () => {
    const { connection } = client();
    const acknowledged = new Arrivals<Element>();
    connection.onAcknowledged((stanza) => acknowledged.add(stanza));
    connection.send(chat('m1'));
    connection.send(chat('m2'));
    const peer = await server.online();
    expect(await nextIds(peer, 2)).toEqual(['m1', 'm2']);
    expect(await peer.next()).toBe('<r xmlns="urn:xmpp:sm:3"/>');
    peer.send('<a xmlns="urn:xmpp:sm:3" h="1"/>');
    peer.send('<a xmlns="urn:xmpp:sm:3" h="2"/>');

    expect(ids([await acknowledged.next(), await acknowledged.next()])).toEqual(['m1', 'm2']);
  });

  it('asks again when the server does not answer', async () => {
    const { connection, peer } = await online();
    connection.send(chat('m1'));
    await peer.until('<r ');

    expect(await peer.next()).toBe('<r xmlns="urn:xmpp:sm:3"/>');
  });

  it('replaces what XML cannot carry', async () => {
    const { connection, peer } = await online();
    connection.send(chatMessage('grace@localhost', 'm1', body('bell \u0007 and half \ud83d')));

    expect(await peer.until('<message')).toContain('<body>bell \ufffd and half \ufffd</body>');
  });
});

describe('a lost stream', () => {
  async function lostAfter(acknowledged: number) {
    const started = await online();
    const lost = new Arrivals<Element[]>();
    const known = new Arrivals<Element>();
    started.connection.onUnacknowledged((stanzas) => lost.add(stanzas));
    started.connection.onAcknowledged((stanza) => known.add(stanza));
    for (const id of ['m1', 'm2', 'm3']) started.connection.send(chat(id));
    await nextIds(started.peer, 3);
    started.peer.send(`<a xmlns="urn:xmpp:sm:3" h="${acknowledged}"/>`);
    for (let count = 0; count < acknowledged; count++) await known.next();
    started.peer.send(`<message xmlns="jabber:client" from="grace@localhost"/>`);
    await new Promise<void>((heard) => {
      started.connection.onStanza('message', () => heard());
    });
    started.peer.cut();
    return { ...started, lost, known };
  }

  it('is resumed; what the server lacks goes out again, in order, and nothing else', async () => {
    const { connection, known, reaches } = await lostAfter(1);
    await reaches('waiting');
    connection.send(chat('m4'));
    const peer = await server.signedIn();
    expect(await peer.next()).toBe('<resume h="1" previd="s1" xmlns="urn:xmpp:sm:3"/>');
    peer.send('<resumed xmlns="urn:xmpp:sm:3" previd="s1" h="2"/>');

    expect(await reaches('online')).toMatchObject({ resumed: true, jid: 'ada@localhost/web-1' });
    expect(await nextIds(peer, 2)).toEqual(['m3', 'm4']);
    peer.send('<a xmlns="urn:xmpp:sm:3" h="4"/>');
    const told = [await known.next(), await known.next(), await known.next()];
    expect(ids(told)).toEqual(['m2', 'm3', 'm4']);
  });

  it('that cannot be resumed tells what is uncertain, before the new session', async () => {
    const { connection, lost, known, reaches } = await lostAfter(1);
    const order: string[] = [];
    connection.onUnacknowledged(() => order.push('unacknowledged'));
    connection.onState(({ kind }) => kind === 'online' && order.push('online'));
    const peer = await server.signedIn();
    await peer.until('<resume');
    peer.send(
      '<failed xmlns="urn:xmpp:sm:3" h="2"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></failed>',
    );
    await peer.bind('s2');

    expect(await reaches('online')).toMatchObject({ resumed: false });
    expect(ids(await lost.next())).toEqual(['m3']);
    expect(ids([await known.next()])).toEqual(['m2']);
    expect(order).toEqual(['unacknowledged', 'online']);
  });

  it('loses the answers to what was asked, but not what was never sent', async () => {
    const { connection, peer, reaches } = await online();
    const asked = connection
      .request(element('iq', CLIENT, { type: 'get', id: 'q1' }))
      .catch((error: unknown) => error);
    await peer.until('<iq');
    peer.cut();
    await reaches('waiting');
    const waiting = connection.request(element('iq', CLIENT, { type: 'get', id: 'q2' }));
    const next = await server.signedIn();
    await next.until('<resume');
    next.send('<failed xmlns="urn:xmpp:sm:3"/>');
    await next.bind('s2');

    expect(await asked).toBeInstanceOf(ConnectionLost);
    await next.until('id="q2"');
    next.send('<iq xmlns="jabber:client" type="result" id="q2"/>');
    expect((await waiting).getAttribute('type')).toBe('result');
  });

  it('is noticed when the server says nothing', async () => {
    const { peer, reaches } = await online({ timing: { silenceMs: 20, answerMs: 20 } });
    await peer.until('<r ');

    expect(await reaches('waiting')).toMatchObject({ reason: 'network' });
    await peer.gone;
  });

  it('is given up when the server counts what was never sent', async () => {
    const { peer, reaches } = await online();
    peer.send('<a xmlns="urn:xmpp:sm:3" h="7"/>');

    await reaches('waiting');
    await (await server.signedIn()).until('<bind');
  });
});

describe('a page that goes', () => {
  it('leaves a snapshot with which the next one goes on', async () => {
    const { connection, peer } = await online();
    connection.send(chat('m1'));
    await nextIds(peer, 1);
    const snapshot: Snapshot = JSON.parse(JSON.stringify(connection.suspend()));
    await peer.gone;
    const { connection: later, reaches } = client({ resume: snapshot });
    const acknowledged = new Arrivals<Element>();
    later.onAcknowledged((stanza) => acknowledged.add(stanza));
    const next = await server.signedIn();
    await next.until('previd="s1"');
    next.send('<resumed xmlns="urn:xmpp:sm:3" previd="s1" h="0"/>');

    expect(await reaches('online')).toMatchObject({ resumed: true });
    expect(await nextIds(next, 1)).toEqual(['m1']);
    next.send('<a xmlns="urn:xmpp:sm:3" h="1"/>');
    expect(ids([await acknowledged.next()])).toEqual(['m1']);
  });

  it('goes on when the page comes back instead', async () => {
    const { connection, peer, reaches } = await online();
    connection.suspend();
    await peer.gone;
    connection.retry();
    const next = await server.signedIn();
    await next.until('<resume');
    next.send('<resumed xmlns="urn:xmpp:sm:3" previd="s1" h="0"/>');

    expect(await reaches('online')).toMatchObject({ resumed: true });
  });

  it("does not go on with another person's session", async () => {
    const { connection } = await online();
    const snapshot = connection.suspend();
    client({ resume: snapshot && { ...snapshot, jid: 'grace@localhost/web-1' } });

    expect(await (await server.signedIn()).next()).toContain('<bind');
  });
});

describe('stopping', () => {
  it('says goodbye and waits for the answer', async () => {
    const { connection, peer } = await online();
    let stopped = false;
    const stop = connection.stop().then(() => {
      stopped = true;
    });
    await peer.until('<presence type="unavailable"');
    await peer.until('<close');

    expect(stopped).toBe(false);
    peer.send("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
    await stop;
    expect(connection.state).toEqual({ kind: 'ended', reason: 'signed-out' });
    await peer.gone;
  });

  it.each([
    ['conflict', 'replaced'],
    ['not-authorized', 'signed-out'],
    ['policy-violation', 'signed-out'],
  ])('is what the stream error %s means', async (condition, reason) => {
    const { peer, reaches } = await online();
    peer.end(condition);

    expect(await reaches('ended')).toEqual({ kind: 'ended', reason });
  });

  it('is not what a restart of the server means', async () => {
    const { peer, reaches } = await online();
    peer.end('system-shutdown');

    expect(await reaches('waiting')).toMatchObject({ reason: 'server' });
  });

  it('is not what a stream error inside a message means', async () => {
    const { connection, peer } = await online();
    const heard = new Promise<Element>((resolve) => connection.onStanza('message', resolve));
    peer.send(
      '<message xmlns="jabber:client" from="grace@localhost"><error xmlns="http://etherx.jabber.org/streams"><conflict xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></error></message>',
    );

    expect((await heard).getAttribute('from')).toBe('grace@localhost');
    expect(connection.state.kind).toBe('online');
  });
});

describe('questions', () => {
  const question = (id: string, payload = '<what xmlns="urn:example:unknown"/>') =>
    `<iq xmlns="jabber:client" type="get" id="${id}" from="grace@localhost/x">${payload}</iq>`;

  it('that nobody answers are answered so', async () => {
    const { peer } = await online();
    peer.send(question('q1'));
    const answer = await peer.until('id="q1"');

    expect(answer).toContain('type="error"');
    expect(answer).toContain('to="grace@localhost/x"');
    expect(answer).toContain('<service-unavailable');
  });

  it('that somebody answers are answered once', async () => {
    const { connection, peer } = await online();
    connection.onStanza('iq', (iq) => connection.send(resultReply(iq)));
    peer.send(question('q1'));
    peer.send(question('q2'));

    expect(await peer.until('<iq')).toContain('type="result"');
    expect(await peer.until('<iq')).toContain('id="q2"');
  });

  it('after the client are answered by it', async () => {
    const { peer } = await online();
    peer.send(question('p1', '<ping xmlns="urn:xmpp:ping"/>'));

    expect(await peer.until('id="p1"')).toContain('type="result"');
  });

  it('of ours are answered only by whom they were put to', async () => {
    const { connection, peer } = await online();
    const asked = connection.request(
      element('iq', CLIENT, { type: 'get', id: 'q1', to: 'grace@localhost/x' }),
    );
    await peer.until('id="q1"');
    peer.send('<iq xmlns="jabber:client" type="result" id="q1" from="linus@localhost/x"/>');
    peer.send('<iq xmlns="jabber:client" type="result" id="q1" from="grace@localhost/x"/>');

    expect((await asked).getAttribute('from')).toBe('grace@localhost/x');
  });

  it('of ours may be refused, or not answered at all', async () => {
    const { connection, peer } = await online();
    const reason = connection
      .request(element('iq', CLIENT, { type: 'get', id: 'q1' }))
      .catch((error: unknown) => error);
    const unanswered = connection
      .request(element('iq', CLIENT, { type: 'get' }), { timeoutMs: 1 })
      .catch((error: unknown) => error);
    peer.send(
      '<iq xmlns="jabber:client" type="error" id="q1"><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>',
    );
    const refused = await reason;

    expect(refused instanceof RequestRefused && refused.error.condition).toBe('item-not-found');
    expect(await unanswered).toBeInstanceOf(RequestTimeout);
  });
});

it('a stanza that is no XML is counted, seen by nobody and ends nothing', async () => {
  const { connection, peer } = await online();
  const heard: (string | null)[] = [];
  connection.onStanza('message', (stanza) => heard.push(stanza.getAttribute('id')));
  peer.send('<message xmlns="jabber:client" from="grace@localhost" id="m1"><p:x/></message>');
  peer.send('<message xmlns="jabber:client" from="grace@localhost" id="m2"/>');
  peer.send('<r xmlns="urn:xmpp:sm:3"/>');

  expect(await peer.until('<a ')).toBe('<a h="2" xmlns="urn:xmpp:sm:3"/>');
  expect(heard).toEqual(['m2']);
});

it('a stanza that is too deep is counted and seen by nobody', async () => {
  const { connection, peer } = await online();
  const heard: Element[] = [];
  connection.onStanza('message', (stanza) => heard.push(stanza));
  const deep = `${'<x>'.repeat(120)}${'</x>'.repeat(120)}`;
  peer.send(`<message xmlns="jabber:client" from="grace@localhost">${deep}</message>`);
  peer.send('<r xmlns="urn:xmpp:sm:3"/>');

  expect(await peer.until('<a ')).toBe('<a h="1" xmlns="urn:xmpp:sm:3"/>');
  expect(heard).toEqual([]);
});
