/** What is done with rooms and people, as schemas/xmpp/examples has it. */
import { describe, expect, it } from 'vitest';
import { parseZone } from './asked_time';
import { blockRequest, parseBlocklist, parseBlockPush } from './blocking';
import { entityTime } from './entity_time';
import { parseHats } from './hats';
import { parseIdle } from './idle';
import { directInvitation } from './inviting';
import { parseLastActivity } from './last_activity';
import { parseMessage } from './message';
import {
  isWelcomed,
  parseAvailability,
  parseLanguage,
  parseTelling,
  publishAvailability,
  publishLanguage,
  publishWelcomed,
} from './preferences';
import { reportRequest } from './reporting';
import { affiliate, parseAffiliated } from './room_admin';
import { changedConfig } from './room_changes';
import { configSubmission, parseConfig } from './room_config';
import { parseRooms } from './room_info';
import { canonical, example, OWN } from './testing/examples';
import { element, parseXml, serialize } from './xml';

const ROOM = 'engines-1f2e@conference.localhost';
const written = (stanza: Element | undefined) =>
  stanza && canonical(parseXml(serialize(stanza)) ?? stanza);
const forged = (name: string, before: string, after: string) =>
  example(name, (xml) => xml.replaceAll(before, after));

describe('an invitation', () => {
  it('is read, whoever hands it on', () => {
    const direct = forged('invitation-direct', '<message', '<message from="grace@localhost/x"');

    expect(parseMessage(direct, OWN)?.invitation).toEqual({
      room: ROOM,
      from: 'grace@localhost',
      reason: '',
    });
    expect(parseMessage(example('invitation-mediated'), OWN)?.invitation).toEqual({
      room: ROOM,
      from: 'grace@localhost',
      reason: 'Come in',
    });
  });

  it('in the name of somebody else is believed of rooms only', () => {
    const byLinus = forged('invitation-mediated', `from="${ROOM}"`, 'from="linus@localhost/x"');

    expect(parseMessage(byLinus, OWN)?.invitation).toBeNull();
  });

  it('through a room is that of the room, not of who is inside', () => {
    const inside = forged('invitation-mediated', `from="${ROOM}"`, `from="${ROOM}/Grace"`);

    expect(parseMessage(inside, OWN)?.invitation).toBeNull();
  });

  it('to where people are is none', () => {
    const direct = forged('invitation-direct', `jid="${ROOM}"`, 'jid="linus@localhost"');
    direct.setAttribute('from', 'grace@localhost/x');

    expect(parseMessage(direct, OWN)?.invitation).toBeNull();
  });

  it('into nothing is none', () => {
    const nowhere = forged('invitation-direct', `jid="${ROOM}"`, 'jid="localhost"');
    nowhere.setAttribute('from', 'grace@localhost/x');

    expect(parseMessage(nowhere, OWN)?.invitation).toBeNull();
  });

  it('is written as it is read, readable for everybody', () => {
    const text = `Ada invites you to the group “Engines”: xmpp:${ROOM}?join`;
    const made = directInvitation('grace@localhost', ROOM, '', text);
    made.setAttribute('id', 'i1');
    made.querySelector('origin-id')?.setAttribute('id', 'i1');

    expect(written(made)).toEqual(canonical(example('invitation-direct')));
  });
});

describe('a room', () => {
  it('tells its owners how it is set', () => {
    expect(parseConfig(example('room-config'))).toEqual({
      name: 'Engines',
      description: '',
      membersOnly: true,
      listed: false,
      anyoneSetsSubject: true,
      membersInvite: false,
      history: 'all',
    });
    expect(parseConfig(forged('room-config', '#roomconfig<', '#register<'))).toBeNull();
  });

  it('is set otherwise in what has changed alone', () => {
    const changes = {
      name: 'Difference engines',
      membersOnly: false,
      history: 'since-joining',
    } as const;

    expect(written(configSubmission(ROOM, changes))).toEqual(
      canonical(example('room-config-submit')),
    );
  });

  it('says who is kept out, and is told', () => {
    const [linus] = parseAffiliated(example('room-affiliations'), 'outcast');

    expect(linus).toEqual({ address: 'linus@localhost', affiliation: 'outcast', reason: 'Spam' });
    expect(parseAffiliated(example('room-affiliations'), 'owner')).toEqual([]);
    expect(written(affiliate(ROOM, ['linus@localhost'], 'outcast', 'Spam')[0])).toEqual(
      canonical(example('room-affiliate')),
    );
  });

  it('takes a hundred people at once', () => {
    const all = Array.from({ length: 201 }, (_, nth) => `p${nth}@localhost`);

    expect(
      affiliate(ROOM, all, 'member').map((each) => each.querySelectorAll('item').length),
    ).toEqual([100, 100, 1]);
  });

  it('shows what its occupants are, and since when they are idle', () => {
    const grace = example('room-occupant-hats');

    expect(parseHats(grace)).toEqual(['Compiler']);
    expect(parseIdle(grace)).toBe(Date.UTC(2026, 10, 21, 15, 51, 25));
  });

  it('is in the list under its name, without how many are there', () => {
    const items = [
      ['chess@r.localhost', 'Chess (2)'],
      ['tea@r.localhost', 'Tea (at five) (private, 0)'],
      ['x@r.localhost', ''],
      ['localhost', 'no room'],
    ].map(([jid, name]) =>
      element('item', 'http://jabber.org/protocol/disco#items', { jid, name }),
    );
    const query = element('query', 'http://jabber.org/protocol/disco#items', {}, ...items);

    expect(
      parseRooms(element('iq', 'jabber:client', {}, query)).rooms.map((each) => [
        each.name,
        each.occupants,
      ]),
    ).toEqual([
      ['Chess', 2],
      ['Tea (at five)', 0],
      ['x', null],
    ]);
  });
});

describe('a room that is set otherwise', () => {
  it.each([
    [ROOM, true],
    [`${ROOM}/Grace`, false],
  ])('is said so by %s: %s', (from, expected) => {
    const status = element('status', 'http://jabber.org/protocol/muc#user', { code: '104' });
    const x = element('x', 'http://jabber.org/protocol/muc#user', {}, status);

    expect(changedConfig(element('message', 'jabber:client', { from, type: 'groupchat' }, x))).toBe(
      expected,
    );
  });
});

describe('people', () => {
  it('are blocked, which only the own server says', () => {
    expect(parseBlocklist(example('blocklist'))).toEqual(['linus@localhost']);
    expect(written(blockRequest('linus@localhost', true))).toEqual(canonical(example('block')));
    const report = {
      address: 'linus@localhost',
      reason: 'abuse',
      note: 'Not the first time',
      messages: ['1795276639286217'],
    } as const;
    expect(written(reportRequest(report, OWN))).toEqual(canonical(example('report')));
    const push = example('block');
    expect(parseBlockPush(push, OWN)).toEqual({ addresses: ['linus@localhost'], blocked: true });
    push.setAttribute('from', 'grace@localhost');
    expect(parseBlockPush(push, OWN)).toBeNull();
  });

  it('are blocked by their nick in one room, and nowhere else', () => {
    const named = (name: string) =>
      example(name, (xml) => xml.replaceAll('linus@localhost', `${ROOM}/Linus`));

    expect(parseBlocklist(named('blocklist'))).toEqual([`${ROOM}/Linus`]);
    expect(parseBlockPush(named('block'), OWN)?.addresses).toEqual([`${ROOM}/Linus`]);
  });

  it('have a time zone, if it is one', () => {
    expect(parseZone(example('time-answer'))).toBe(-390);
    for (const bad of ['-25:00', '+14:30', '06:30', '', '+05:99'])
      expect(parseZone(forged('time-answer', '-06:30', bad))).toBeNull();
  });

  it('are told the own time to the second', () => {
    const [tzo, utc] = entityTime(new Date(Date.UTC(2026, 10, 21, 15, 51, 25, 7))).children;

    expect(tzo?.textContent).toMatch(/^[+-]\d\d:\d\d$/);
    expect(utc?.textContent).toBe('2026-11-21T15:51:25Z');
  });

  it('went some time ago', () => {
    expect(parseLastActivity(example('last-activity'))).toBe(903);
    expect(parseLastActivity(forged('last-activity', '903', 'long ago'))).toBeNull();
  });
});

describe('preferences', () => {
  const item = (payload: string) => ({ id: 'x', payload: parseXml(payload) as Element });
  const NODE = 'urn:stoa:preferences:1';

  it('say what clients say of somebody, until when', () => {
    const until = Date.UTC(2026, 10, 21, 18);
    const availability = { show: 'dnd', status: 'In a meeting', until } as const;

    expect(written(publishAvailability(availability))).toEqual(
      canonical(example('availability-publish')),
    );
    const [payload] = example('availability-publish').getElementsByTagName('availability');
    expect(parseAvailability({ id: 'availability', payload: payload as Element })).toEqual(
      availability,
    );
    expect(parseAvailability(item(`<availability xmlns="${NODE}" show="xa" until="x"/>`))).toEqual({
      show: null,
      status: '',
      until: null,
    });
  });

  it('say once that the first steps were shown', () => {
    const [payload] = publishWelcomed().getElementsByTagName('welcomed');

    expect(isWelcomed({ id: 'welcomed', payload: payload as Element })).toBe(true);
    expect(isWelcomed(item(`<telling xmlns="${NODE}"/>`))).toBe(false);
    expect(isWelcomed(item('<welcomed xmlns="urn:example:other"/>'))).toBe(false);
  });

  it('say in which language clients speak to their owner', () => {
    expect(written(publishLanguage('de'))).toEqual(canonical(example('language-publish')));
    const [payload] = example('language-publish').getElementsByTagName('language');
    expect(parseLanguage({ id: 'language', payload: payload as Element })).toBe('de');
    expect(parseLanguage(item(`<telling xmlns="${NODE}"/>`))).toBeNull();
  });

  it('tell everything but what is switched off', () => {
    expect(parseTelling(item(`<telling xmlns="${NODE}" receipts="0" typing="false"/>`))).toEqual({
      receipts: false,
      displayed: true,
      typing: false,
    });
    expect(parseTelling(item('<telling xmlns="urn:other"/>'))).toBeNull();
  });
});
