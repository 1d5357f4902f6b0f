import type { Connection, Credentials, Disposer, Snapshot } from '../xmpp/connection';
import { randomId } from '../xmpp/ids';
import type { Acts } from './act_types';
import type { StoredActs } from './acts';
import { Afterwards } from './afterwards';
import { Clock } from './clock';
import { Contacts } from './contacts';
import { Conversations } from './conversations.svelte';
import { Database, type StorageState } from './database';
import { deeds, listeners } from './deeds';
import { History } from './history';
import { Inbox } from './inbox';
import { Keeper } from './keeper';
import { later } from './later';
import { Manners } from './manners';
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
import { whenIdle } from './when_idle';

export interface Options {
  readonly session: Session;
  readonly portal: Pick<Portal, 'credentials' | 'people' | 'request' | 'signOut'>;
  /** `connect` of xmpp/strophe_connection. */
  connect(options: {
    credentials(): Promise<Credentials>;
    resource(): string;
    resume: Snapshot | null;
  }): Connection;
  /** What the conversation with oneself is called. */
  readonly notes: string;
  /** Leaves the page for good. */
  go(address: string): void;
}

/** Everything the store is made of. */
export interface Parts {
  readonly own: string;
  readonly domain: string;
  readonly portal: Options['portal'];
  readonly left: Left | null;
  readonly tabs: Tabs;
  readonly afterwards: Afterwards;
  readonly database: Database;
  readonly people: People;
  readonly conversations: Conversations;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly manners: Manners;
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
  acts(): Promise<StoredActs>;
  /** What ends with all this. */
  readonly ends: Disposer[];
}

export interface Signs {
  storage(state: StorageState): void;
  /** The list of conversations is complete. */
  ready(): void;
  acts(acts: Pick<Acts, 'threads'>): void;
}

/** Builds the store; nothing has begun yet. */
export function build({ session, portal, connect, notes }: Options, signs: Signs): Parts {
  const own = session.jid;
  const left = arrive(own);
  const tabs = new Tabs(own, left?.tab ?? randomId());
  const database = new Database(session.shared ? null : own, signs.storage);
  const connection = connect({
    credentials: async () => {
      const found = await portal.credentials();
      clock.say(found.ahead);
      return found;
    },
    resource: () => RESOURCE_PREFIX + randomId().slice(0, 8),
    resume: left?.snapshot ?? null,
  });
  const afterwards = new Afterwards();
  const clock = new Clock(session.ahead);
  const manners = new Manners();
  const heard = listeners(() => parts);
  const people = new People(session.domain, (localparts) => portal.people(localparts));
  const conversations = new Conversations(
    people,
    deeds(() => parts),
    { address: own, title: notes },
  );
  people.conversations = conversations;
  const base = {
    own,
    domain: session.domain,
    portal,
    left,
    tabs,
    afterwards,
    database,
    connection,
    clock,
    manners,
    people,
    conversations,
    uploading: new Uploading(() => parts),
  };
  const inbox = new Inbox(session, conversations, clock, heard);
  const history = new History(connection, own, conversations, inbox, database);
  const talk = {
    inbox,
    history,
    typing: new Typing(connection, manners),
    keeper: new Keeper(database, conversations, tabs, afterwards),
    overview: new Overview(() => parts),
    outbox: new Outbox({ ...base, history }),
    reading: new Reading(connection, conversations, own, tabs, afterwards, manners),
    contacts: new Contacts(conversations),
    presences: new Presences(),
    rooms: new Rooms(connection, conversations, session.name, heard),
  };
  const acts = later(async () => {
    const [{ StoredActs }, { preferences }] = await Promise.all([
      import('./acts'),
      talk.overview.load(),
    ]);
    const made = new StoredActs(parts, preferences);
    signs.acts(made);
    return made;
  });
  const ready = () => {
    for (const of of conversations.all()) talk.keeper.changed(of);
    signs.ready();
    // Before the network may be gone, and after what was said last. What asks for acts has them loaded.
    const load = () => whenIdle(() => void base.uploading.load().catch(reportError));
    void history.catchUp(null).then(load);
  };
  const stream = new Stream({ ...base, ...talk, ready }, left);
  const parts: Parts = { ...base, ...talk, stream, acts, ends: [] };
  return parts;
}
