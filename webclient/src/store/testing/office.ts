import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { startClient } from '../client.svelte';
import type { Session } from '../sign_in';
import type { Client, Conversation } from '../types';
import { Activity } from './activity';
import { Locks } from './locks';
import { Loopback } from './loopback';
import { ADA, GRACE, type Server } from './server';

/** A tab of Ada's browser. */
export interface Tab {
  readonly client: Client;
  readonly connection: Loopback;
  /** Addresses it was sent to for good. */
  readonly gone: string[];
  readonly signedOut: ReturnType<typeof vi.fn>;
  with(address: string): Conversation;
  online(resumed?: boolean): Promise<void>;
  /** The messages sent by now that carry a body. */
  said(): Element[];
  /** The messages sent by now with such a child. */
  sentWith(child: string): Element[];
}

/** Also where a test has timers of its own. */
const later = setTimeout;

const open = new Set<Tab>();
let activity = new Activity();

/** Each test has a browser of its own, without anything in it. */
export function ownBrowser(): void {
  beforeEach(() => {
    activity = new Activity();
    activity.watch();
    Object.defineProperty(navigator, 'locks', { configurable: true, value: new Locks() });
  });
  afterEach(async () => {
    for (const tab of [...open]) await end(tab);
  });
}

/** Opens the client; `online` then brings it to the server. */
export async function tab(server: Server, differs: Partial<Session> = {}): Promise<Tab> {
  let connection = new Loopback(null);
  const gone: string[] = [];
  const signedOut = vi.fn(async () => undefined);
  const client = await startClient({
    session: {
      jid: ADA,
      localpart: 'ada',
      name: 'Ada Lovelace',
      domain: 'localhost',
      administrator: false,
      picture: null,
      csrf_token: 'token',
      websocket: 'ws://localhost/ws',
      shared: false,
      expires_at: '2999-01-01T00:00:00+00:00',
      ahead: 0,
      ...differs,
    },
    portal: {
      credentials: async () => ({
        jid: ADA,
        password: 'p',
        websocket: 'ws://localhost/ws',
        ahead: 0,
      }),
      people: async () => [],
      request: (...what) => server.request(...what),
      signOut: signedOut,
    },
    connect: ({ resume }) => {
      connection = new Loopback(resume);
      server.serve(connection);
      return connection;
    },
    notes: 'Notes',
    go: (address) => gone.push(address),
  });
  const opened: Tab = {
    client,
    connection,
    gone,
    signedOut,
    with: (address) => found(client.conversation(address)),
    async online(resumed = false) {
      connection.become({ kind: 'online', resumed, jid: `${ADA}/web-1` });
      // What is loaded while the connection is made takes its turns.
      for (let turn = 0; turn < 5000 && !client.ready; turn++) await settled();
      await settled();
      expect(client.ready).toBe(true);
    },
    said: () => connection.sent.filter((each) => child(each, 'body')),
    sentWith: (name) =>
      connection.sent.filter((each) => each.localName === 'message' && child(each, name)),
  };
  open.add(opened);
  return opened;
}

export async function end(of: Tab): Promise<void> {
  open.delete(of);
  if (of.gone.length === 0) await of.client.signOut();
  // Where another tab has signed it out it is on its way still.
  for (let turn = 0; turn < 5000 && of.gone.length === 0; turn++) await settled();
}

/** Everything that was begun in memory has ended: databases, channels, and what follows on them. */
export async function settled(): Promise<void> {
  do await new Promise((done) => later(done, 0));
  while (activity.busy);
}

export function child(stanza: Element, name: string): Element | null {
  return [...stanza.children].find((each) => each.localName === name) ?? null;
}

export function bodies(of: Conversation): string[] {
  return of.messages.map((message) => message.body);
}

/** Grace says something to Ada, which her archive keeps. */
export function fromGrace(id: string, text: string, more = ''): string {
  return `<message type="chat" id="g${id}" from="${GRACE}/desk" to="${ADA}"><body>${text}</body>${more}<stanza-id xmlns="urn:xmpp:sid:0" by="${ADA}" id="${id}"/></message>`;
}

/** What another client of Ada's has sent to Grace. */
export function toGrace(id: string, text: string, more = ''): string {
  return `<message type="chat" id="${id}" from="${ADA}/desk" to="${GRACE}"><body>${text}</body><origin-id xmlns="urn:xmpp:sid:0" id="${id}"/>${more}</message>`;
}

export function carbon(direction: 'sent' | 'received', message: string, from = ADA): string {
  const inner = message.replace(/^<message/, '<message xmlns="jabber:client"');
  return `<message from="${from}" to="${ADA}/web-1" type="chat"><${direction} xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${inner}</forwarded></${direction}></message>`;
}

function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('not there');
  return value;
}
