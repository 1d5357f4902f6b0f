import type { Connection, Credentials, Snapshot } from '../xmpp/connection';
import { randomId } from '../xmpp/ids';
import { Afterwards } from './afterwards';
import { Clock } from './clock';
import { Contacts } from './contacts';
import { Conversations } from './conversations.svelte';
import { Database, type StorageState } from './database';
import { deeds, listeners } from './deeds';
import { History } from './history';
import { Inbox } from './inbox';
import { Keeper } from './keeper';
import { Outbox } from './outbox';
import { Overview } from './overview.svelte';
import { People } from './people.svelte';
import { Presences } from './presences';
import { Reading } from './reading';
import { RESOURCE_PREFIX } from './receipts';
import { arrive, type Left } from './reload';
import { Rooms } from './rooms';
import type { Portal, Session } from './sign_in';
import { Stream } from './stream';
import { Tabs } from './tabs';
import { Typing } from './typing';
import { Uploading } from './uploading';

export interface Options {
  readonly session: Session;
  readonly portal: Pick<Portal, 'credentials' | 'people' | 'signOut'>;
  /** `connect` of xmpp/strophe_connection. */
  connect(options: {
    credentials(): Promise<Credentials>;
    resource(): string;
    resume: Snapshot | null;
  }): Connection;
  /** Leaves the page for good. */
  go(address: string): void;
}

/** Everything the store is made of. */
export interface Parts {
  readonly own: string;
  readonly domain: string;
  readonly left: Left | null;
  readonly tabs: Tabs;
  readonly afterwards: Afterwards;
  readonly database: Database;
  readonly people: People;
  readonly conversations: Conversations;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly presences: Presences;
  readonly contacts: Contacts;
  readonly typing: Typing;
  readonly inbox: Inbox;
  readonly history: History;
  readonly keeper: Keeper;
  readonly outbox: Outbox;
  readonly reading: Reading;
  readonly rooms: Rooms;
  readonly stream: Stream;
  readonly overview: Overview;
  readonly uploading: Uploading;
}

export interface Signs {
  storage(state: StorageState): void;
  /** The list of conversations is complete. */
  ready(): void;
}

/** Builds the store; nothing has begun yet. */
export function build({ session, portal, connect }: Options, signs: Signs): Parts {
  const own = session.jid;
  const left = arrive(own);
  const tabs = new Tabs(own, left?.tab ?? randomId());
  const database = new Database(own, signs.storage);
  const connection = connect({
    credentials: () => portal.credentials(),
    resource: () => RESOURCE_PREFIX + randomId().slice(0, 8),
    resume: left?.snapshot ?? null,
  });
  const afterwards = new Afterwards();
  const clock = new Clock(session.ahead);
  const heard = listeners(() => parts);
  const people = new People(session.domain, (localparts) => portal.people(localparts));
  const conversations = new Conversations(
    people,
    deeds(() => parts),
  );
  people.conversations = conversations;
  const base = {
    own,
    domain: session.domain,
    left,
    tabs,
    afterwards,
    database,
    connection,
    clock,
    people,
    conversations,
    uploading: new Uploading(() => parts),
  };
  const inbox = new Inbox(session, conversations, clock, heard);
  const history = new History(connection, own, conversations, inbox, database);
  const talk = {
    inbox,
    history,
    typing: new Typing(connection),
    keeper: new Keeper(database, conversations, tabs, afterwards),
    overview: new Overview(() => parts),
    outbox: new Outbox({ ...base, history }),
    reading: new Reading(connection, conversations, own, tabs, afterwards),
    contacts: new Contacts(conversations),
    presences: new Presences(),
    rooms: new Rooms(connection, conversations, session.name, heard),
  };
  const ready = () => {
    for (const of of conversations.all()) talk.keeper.changed(of);
    signs.ready();
    void base.uploading.load().catch(reportError); // before the network may be gone
  };
  const stream = new Stream({ ...base, ...talk, ready }, left);
  const parts: Parts = { ...base, ...talk, stream };
  return parts;
}
