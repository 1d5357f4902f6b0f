import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bodies, fromGrace, ownBrowser, type Tab, tab } from './testing/office';
import { ADA, GRACE, LINUS, Server, ServerTime } from './testing/server';

ownBrowser();

const SERVICE = 'directory.localhost';
let server: Server;
let ada: Tab;

beforeEach(async () => {
  server = new Server();
  server.roster = [{ address: LINUS, name: 'Linus Torvalds' }];
  ada = await tab(server);
});

const field = (name: string, value: string) =>
  `<field var="${name}"><value>${value}</value></field>`;

const person = (address: string, name: string) =>
  `<item>${field('jid', address)}${field('nick', name)}${field('title', 'Engineer')}</item>`;

function directory(rows: string, from = SERVICE): void {
  const table = `<x xmlns="jabber:x:data" type="result">${field('FORM_TYPE', 'jabber:iq:search')}${rows}</x>`;
  ada.connection.answers.unshift((iq) =>
    iq.getAttribute('to') === SERVICE
      ? `<iq type="result" from="${from}"><query xmlns="jabber:iq:search">${table}</query></iq>`
      : null,
  );
}

describe('a search', () => {
  it('finds people, but not oneself', async () => {
    directory(person(GRACE, 'Grace Hopper') + person(ADA, 'Ada Lovelace'));
    await ada.online();

    expect(await ada.client.find('hoper')).toMatchObject([
      { address: GRACE, name: 'Grace Hopper', title: 'Engineer', departments: '', picture: null },
    ]);
  });

  it('that the directory refuses, or that another answers, fails', async () => {
    directory(person(GRACE, 'Grace Hopper'), 'grace@localhost');
    await ada.online();

    await expect(ada.client.find('hoper')).rejects.toThrow();
  });

  it('fails when the connection is lost', async () => {
    await ada.online();
    ada.connection.answers.splice(0);
    const lost = ada.client.find('hoper');
    const failed = expect(lost).rejects.toThrow();
    await vi.waitFor(() => expect(ada.connection.sent.at(-1)?.getAttribute('to')).toBe(SERVICE));
    ada.connection.become({ kind: 'waiting', retryAt: 0, reason: 'network' });

    await failed;
  });
});

describe('a conversation with somebody who is no contact', () => {
  beforeEach(async () => {
    const id = new ServerTime().next();
    server.archive(ADA, id, fromGrace(id, 'Said long ago'));
    await ada.online();
    directory(person(GRACE, 'Grace Hopper'));
    await ada.client.find('hoper');
  });

  it('begins with their name and history, and says nothing of who is there', async () => {
    expect(await ada.client.begin(GRACE)).toBe(true);
    const grace = ada.with(GRACE);
    grace.open();
    await vi.waitFor(() => expect(bodies(grace)).toEqual(['Said long ago']));

    expect(grace.name).toBe('Grace Hopper');
    expect(grace.availability).toBe('unknown');
    expect(ada.with(LINUS).availability).toBe('offline');
  });

  it('shows them as soon as they say that they are there', async () => {
    await ada.client.begin(GRACE);
    ada.connection.arrive(`<presence from="${GRACE}/desk" to="${ADA}/web-1"/>`);

    expect(ada.with(GRACE).availability).toBe('online');
  });
});

it('an empty conversation stays while it is open, also when the contact list comes again', async () => {
  await ada.online();
  directory(person(GRACE, 'Grace Hopper'));
  await ada.client.find('hoper');
  await ada.client.begin(GRACE);
  ada.with(GRACE).open();
  await ada.online();

  expect(ada.client.conversation(GRACE)).not.toBeNull();
});

it.each([
  'engines@conference.localhost',
  'x@elsewhere.example',
  'not an address',
  '../x@localhost',
])('no conversation begins with what the directory cannot know: %s', async (address) => {
  await ada.online();

  expect(await ada.client.begin(address)).toBe(false);
  expect(ada.client.conversation(address)).toBeNull();
});
