import { describe, expect, it, vi } from 'vitest';
import {
  bodies,
  carbon,
  child,
  fromGrace,
  ownBrowser,
  settled,
  tab,
  toGrace,
} from './testing/office';
import { inside, there } from './testing/rooms';
import { ADA, GRACE, ROOM, Server, ServerTime } from './testing/server';

ownBrowser();

async function talking() {
  const server = new Server();
  const ada = await tab(server);
  await ada.online();
  const grace = ada.with(GRACE);
  return { server, ada, grace, time: new ServerTime() };
}

async function hasSent(text = 'Good morning') {
  const all = await talking();
  all.grace.send(text);
  await vi.waitFor(() => expect(all.ada.said()).toHaveLength(1));
  const [stanza] = all.ada.said();
  if (!stanza) throw new Error('nothing was sent');
  return { ...all, stanza, id: stanza.getAttribute('id') ?? '' };
}

const aboutIt = (payload: string, from = `${GRACE}/desk`) =>
  `<message type="chat" from="${from}" to="${ADA}">${payload}</message>`;
const receipt = (id: string) => `<received xmlns="urn:xmpp:receipts" id="${id}"/>`;
const displayed = (id: string) => `<displayed xmlns="urn:xmpp:chat-markers:0" id="${id}"/>`;

describe('an own message', () => {
  it('asks for a receipt and a marker, and names itself by its origin id', async () => {
    const { stanza, id } = await hasSent();

    expect(child(stanza, 'request')).not.toBeNull();
    expect(child(stanza, 'markable')).not.toBeNull();
    expect(child(stanza, 'origin-id')?.getAttribute('id')).toBe(id);
  });

  it('is waiting, sent, delivered, read, in this order and with times', async () => {
    const { ada, grace, stanza, id } = await hasSent();
    const delivery = () => grace.messages[0]?.delivery;
    expect(delivery()).toBe('waiting');

    ada.connection.acknowledge(stanza);
    await vi.waitFor(() => expect(delivery()).toBe('sent'));
    ada.connection.arrive(aboutIt(receipt(id)));
    expect(delivery()).toBe('delivered');
    ada.connection.arrive(aboutIt(displayed(id)));

    expect(delivery()).toBe('read');
    const { sentAt, deliveredAt, readAt } = grace.messages[0] ?? {};
    expect(
      [sentAt, deliveredAt, readAt].every((at) => Math.abs((at ?? 0) - Date.now()) < 5000),
    ).toBe(true);
  });

  it('goes out before it is drawn, and is drawn at once where it waits for a connection', async () => {
    const { ada, grace } = await talking();
    expect(bodies(grace)).toEqual([]);

    grace.send('Good morning');
    expect([ada.said().length, bodies(grace)]).toEqual([1, []]);
    await vi.waitFor(() => expect(bodies(grace)).toEqual(['Good morning']));

    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    grace.send('Are you there?');
    expect([ada.said().length, bodies(grace)]).toEqual([1, ['Good morning', 'Are you there?']]);
  });

  it('is drawn once for the acknowledgement and the receipt that follows at once', async () => {
    const { ada, grace, stanza, id } = await hasSent();
    await vi.waitFor(() => expect(bodies(grace)).toEqual(['Good morning']));
    const before = grace.messages;

    ada.connection.acknowledge(stanza);
    expect(grace.messages).toBe(before);
    ada.connection.arrive(aboutIt(receipt(id)));
    const { messages } = grace;
    expect(messages[0]).toMatchObject({ delivery: 'delivered', sentAt: expect.any(Number) });

    await new Promise((passed) => setTimeout(passed, 100));
    expect(grace.messages).toBe(messages);
  });

  it('comes before its answer also where the clock of the computer is wrong', async () => {
    const hour = 3_600_000;
    const ada = await tab(new Server(), { ahead: -hour });
    await ada.online();
    const grace = ada.with(GRACE);
    grace.send('Is it ready?');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));

    ada.connection.arrive(fromGrace(String((Date.now() - hour + 1000) * 1000), 'Yes'));

    expect(bodies(grace)).toEqual(['Is it ready?', 'Yes']);
    expect(grace.unread).toBe(1);
  });

  it('is read when a later one is', async () => {
    const { ada, grace } = await hasSent('first');
    grace.send('second');
    await vi.waitFor(() => expect(ada.said()).toHaveLength(2));

    ada.connection.arrive(aboutIt(displayed(ada.said()[1]?.getAttribute('id') ?? '')));

    expect(grace.messages.map((each) => each.delivery)).toEqual(['read', 'read']);
  });

  it('is not confirmed by receipts and markers of anybody else', async () => {
    const { ada, grace, stanza, id } = await hasSent();
    ada.connection.acknowledge(stanza);

    for (const payload of [receipt(id), displayed(id)])
      ada.connection.arrive(aboutIt(payload, 'linus@localhost/desk'));

    expect(grace.messages[0]?.delivery).toBe('sent');
  });

  it('is not confirmed by what the account itself sends', async () => {
    const { ada, grace, stanza, id } = await hasSent();
    ada.connection.acknowledge(stanza);
    const own = (payload: string) =>
      `<message type="chat" from="${ADA}/desk" to="${GRACE}">${payload}</message>`;

    for (const payload of [receipt(id), displayed(id)])
      ada.connection.arrive(carbon('sent', own(payload)));

    expect(grace.messages[0]?.delivery).toBe('sent');
  });

  it('fails with the reason of the error, and goes again under its id when tried again', async () => {
    const { ada, grace, id } = await hasSent();
    const error = `<error type="cancel"><policy-violation xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/><text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">Not to this department</text></error>`;
    ada.connection.arrive(`<message type="error" id="${id}" from="${GRACE}">${error}</message>`);
    expect(grace.messages[0]).toMatchObject({
      delivery: 'failed',
      error: 'Not to this department',
    });

    grace.retry(id);
    await vi.waitFor(() => expect(ada.said()).toHaveLength(2));

    expect(ada.said()[1]?.getAttribute('id')).toBe(id);
    expect(grace.messages).toHaveLength(1);
    await vi.waitFor(() =>
      expect(grace.messages[0]).toMatchObject({ delivery: 'waiting', error: null }),
    );
  });

  it('does not fail by an error that somebody else sends', async () => {
    const { ada, grace, id } = await hasSent();

    ada.connection.arrive(
      `<message type="error" id="${id}" from="linus@localhost/x"><error type="cancel"/></message>`,
    );

    expect(grace.messages[0]?.delivery).toBe('waiting');
  });

  it('that failed can be discarded', async () => {
    const { ada, grace, id } = await hasSent();
    ada.connection.arrive(
      `<message type="error" id="${id}" from="${GRACE}"><error type="cancel"/></message>`,
    );

    grace.discard(id);

    await vi.waitFor(() => expect(grace.messages).toEqual([]));
  });

  describe('that seems to have failed, and that the archive has', () => {
    async function seemsFailed() {
      const all = await hasSent();
      const { ada, grace, id } = all;
      ada.connection.arrive(
        `<message type="error" id="${id}" from="${GRACE}"><error type="cancel"/></message>`,
      );
      expect(grace.messages[0]?.delivery).toBe('failed');
      return all;
    }

    it('is sent as soon as the archive shows it, and fails no more', async () => {
      const { ada, grace, id, time } = await seemsFailed();
      const stanzaId = `<stanza-id xmlns="urn:xmpp:sid:0" by="${ADA}" id="${time.next()}"/>`;

      ada.connection.arrive(carbon('sent', toGrace(id, 'Good morning', stanzaId)));
      ada.connection.arrive(
        `<message type="error" id="${id}" from="${GRACE}"><error type="cancel"/></message>`,
      );

      expect(grace.messages).toMatchObject([{ delivery: 'sent', error: null }]);
    });

    it('is not sent again when it is tried again', async () => {
      const { ada, grace, id, server, time } = await seemsFailed();
      server.archive(ADA, time.next(3_590), toGrace(id, 'Good morning'));

      grace.retry(id);

      await vi.waitFor(() => expect(grace.messages[0]?.delivery).toBe('sent'));
      await settled();
      expect(ada.said()).toHaveLength(1);
    });

    it('is sent instead of discarded: others have it', async () => {
      const { grace, id, server, time } = await seemsFailed();
      server.archive(ADA, time.next(3_590), toGrace(id, 'Good morning'));

      grace.discard(id);

      await vi.waitFor(() => expect(grace.messages[0]?.delivery).toBe('sent'));
      await settled();
      expect(bodies(grace)).toEqual(['Good morning']);
    });
  });

  it('that is too long for the server is refused before it is sent, and stays', async () => {
    const { ada, grace } = await talking();

    grace.send('x'.repeat(260_000));
    await vi.waitFor(() => expect(grace.messages).toHaveLength(1));

    expect(grace.messages[0]).toMatchObject({ delivery: 'failed', error: 'too-long' });
    expect(ada.said()).toEqual([]);
  });

  it('of 100 KB goes through whole', async () => {
    const text = 'é'.repeat(50_000);
    const { grace, stanza } = await hasSent(text);

    expect(child(stanza, 'body')?.textContent).toBe(text);
    expect(grace.messages[0]?.body).toBe(text);
  });

  it('never becomes markup', async () => {
    const { stanza } = await hasSent('<script>alert(1)</script>');

    expect(child(stanza, 'body')?.children).toHaveLength(0);
    expect(child(stanza, 'body')?.textContent).toBe('<script>alert(1)</script>');
  });

  it('stays in order before an answer, whatever the clock of this computer says', async () => {
    const { ada, grace, time } = await talking();
    ada.connection.arrive(fromGrace(time.next(), 'question'));
    grace.send('answer');
    await vi.waitFor(() => expect(grace.messages).toHaveLength(2));
    ada.connection.arrive(fromGrace(time.next(1), 'thanks'));

    expect(bodies(grace)).toEqual(['question', 'answer', 'thanks']);
  });
});

describe('after the stream was lost', () => {
  it('what had to wait stands where it was sent, as in the archive', async () => {
    const { ada, grace, time } = await talking();
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    vi.setSystemTime(Date.now() - 60_000);
    grace.send('waited');
    await settled();
    vi.useRealTimers();
    await ada.online();
    ada.connection.arrive(fromGrace(time.next(3_590), 'meanwhile'));

    ada.connection.acknowledge(ada.said()[0] as Element);

    expect(bodies(grace)).toEqual(['meanwhile', 'waited']);
  });

  it('what waited long stays before what was written just now', async () => {
    const { ada, grace } = await talking();
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    vi.setSystemTime(Date.now() - 60_000);
    grace.send('first');
    await settled();
    vi.useRealTimers();
    grace.send('second');
    await ada.online();
    await vi.waitFor(() => expect(ada.said()).toHaveLength(2));

    for (const each of ada.said()) ada.connection.acknowledge(each);

    expect(bodies(grace)).toEqual(['first', 'second']);
  });

  it('what was under way is left to a resumed stream', async () => {
    const { ada } = await hasSent();
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });

    await ada.online(true);

    expect(ada.said()).toHaveLength(1);
  });

  it('what the archive has is not sent again', async () => {
    const { ada, grace, id, server, time } = await hasSent();
    server.archive(ADA, time.next(), toGrace(id, 'Good morning'));
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    ada.connection.abandon(ada.said());

    await ada.online();

    expect(ada.said()).toHaveLength(1);
    expect(grace.messages.map((each) => each.delivery)).toEqual(['sent']);
  });

  it('what was taken back from another device meanwhile is not sent again, though no archive has it', async () => {
    const { ada, grace, id, server, time } = await hasSent();
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    ada.connection.abandon(ada.said());
    const taken = `<retract xmlns="urn:xmpp:message-retract:1" id="${id}"/><body>gone</body>`;
    server.archive(
      ADA,
      time.next(),
      `<message from="${ADA}/phone" to="${GRACE}" type="chat" id="taken">${taken}</message>`,
    );

    await ada.online();

    expect(ada.said()).toHaveLength(1);
    expect(grace.messages).toMatchObject([{ retracted: true, delivery: null }]);
  });

  it('what the archive does not have goes again under the same id, in the order it was written', async () => {
    const { ada, grace, id } = await hasSent('first');
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    grace.send('second');
    await settled();
    ada.connection.abandon(ada.said());

    await ada.online();
    await vi.waitFor(() => expect(ada.said()).toHaveLength(3));

    expect(ada.said()[1]?.getAttribute('id')).toBe(id);
    expect(ada.said().map((each) => child(each, 'body')?.textContent)).toEqual([
      'first',
      'first',
      'second',
    ]);
    expect(bodies(grace)).toEqual(['first', 'second']);
  });

  it('one archive that refuses holds nothing back', async () => {
    const { ada } = await hasSent('perhaps');
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });
    ada.connection.answers.unshift((iq) =>
      iq.innerHTML.includes('var="with"')
        ? '<iq type="error"><error type="auth"><forbidden xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>'
        : null,
    );

    await ada.online();

    await vi.waitFor(() => expect(ada.said()).toHaveLength(2));
  });

  it('receipts and markers that may be lost go again', async () => {
    const { ada, time } = await talking();
    ada.connection.arrive(fromGrace(time.next(), 'x', '<request xmlns="urn:xmpp:receipts"/>'));
    await settled();
    const receipts = ada.sentWith('received');
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });

    ada.connection.abandon(receipts);

    expect(ada.sentWith('received')).toHaveLength(2);
  });

  it('invitations that may be lost go again, as the same', async () => {
    const { ada } = await talking();
    await (await ada.client.acts()).rooms.invite(ROOM, [GRACE], 'Come in');
    const invitations = ada.sentWith('x');
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });

    ada.connection.abandon(invitations);

    const [one, again] = ada.sentWith('x');
    expect(ada.sentWith('x')).toHaveLength(2);
    expect(again?.outerHTML).toBe(one?.outerHTML);
  });

  it('invitations that a room hands on go again as soon as one is there', async () => {
    const { ada } = await inside();
    const closed =
      '<query xmlns="http://jabber.org/protocol/disco#info"><identity category="conference" type="text"/><feature var="muc_membersonly"/></query>';
    ada.connection.answers.unshift((iq) =>
      iq.innerHTML.includes('disco#info') ? `<iq type="result">${closed}</iq>` : null,
    );
    await (await ada.client.acts()).rooms.invite(ROOM, [GRACE], 'Come in');
    const invitations = ada.sentWith('x');
    expect(invitations.map((each) => each.getAttribute('to'))).toEqual([ROOM]);
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });

    ada.connection.abandon(invitations);
    await ada.online();
    expect(ada.sentWith('x')).toHaveLength(1);
    ada.connection.arrive(there('Ada Lovelace', ADA, [110]));
    ada.connection.arrive(there('Grace', GRACE));

    expect(ada.sentWith('x')).toEqual([...invitations, ...invitations]);
  });

  it('what is written meanwhile waits until the archives were asked', async () => {
    const { ada, grace } = await talking();
    ada.connection.become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    grace.send('later');
    await settled();
    expect(ada.said()).toEqual([]);
    expect(grace.messages[0]?.delivery).toBe('waiting');

    await ada.online();
    await vi.waitFor(() => expect(ada.said()).toHaveLength(1));

    expect(bodies(grace)).toEqual(['later']);
  });
});

describe('what another client of the account sends', () => {
  it('is shown as an own message that was sent', async () => {
    const { ada, grace } = await talking();

    ada.connection.arrive(carbon('sent', toGrace('m1', 'from the telephone')));

    expect(grace.messages[0]).toMatchObject({
      own: true,
      delivery: 'sent',
      body: 'from the telephone',
    });
  });

  it('is not believed when the copy comes from anybody else', async () => {
    const { ada, grace } = await talking();

    for (const forger of ['linus@localhost', `${ADA}/evil`, 'localhost'])
      ada.connection.arrive(carbon('sent', toGrace('m1', 'I resign'), forger));
    ada.connection.arrive(
      carbon('received', fromGrace('1700000000000000', 'You are fired'), GRACE),
    );

    expect(grace.messages).toEqual([]);
  });
});
