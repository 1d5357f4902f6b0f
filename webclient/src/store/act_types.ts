import type { OwnAvailability, Telling } from '../xmpp/preferences';
import type { RoomConfig } from '../xmpp/room_config';
import type { RoomInfo, RoomPage } from '../xmpp/room_info';
import type { Affiliation } from '../xmpp/rooms';
import type { Attachment, Author, Message, Preview } from './types';

/** What is done with rooms and people beside talking: loaded later. Addresses are bare JIDs. */

export type { Affiliation, OwnAvailability, RoomConfig, RoomInfo, RoomPage, Telling };

export interface NewRoom {
  readonly name: string;
  readonly description: string;
  readonly membersOnly: boolean;
  readonly people: readonly string[];
  /** What clients show that know of no invitations; the room's address is not known before. */
  invitation(room: string): string;
}

export interface Member extends Author {
  readonly affiliation: Affiliation;
  /** Why, of those who are kept out. */
  readonly reason: string;
}

/** All reject with the words of the refusal, or its condition, as the error's message. */
export interface RoomActs {
  /** Makes it, with its members, and enters it. Its address. */
  create(wish: NewRoom): Promise<string>;
  /** A page of the rooms that everybody may know of. */
  listed(after: string | null): Promise<RoomPage>;
  /** Enters it, now and whenever one of the own clients begins. */
  enter(room: string, name: string | null): Promise<void>;
  /** Until it is entered again; answers with what brings it back as it was. */
  leave(room: string): Promise<() => Promise<void>>;
  about(room: string): Promise<RoomInfo | null>;
  /** Owners only. */
  config(room: string): Promise<RoomConfig>;
  configure(room: string, changes: Partial<RoomConfig>): Promise<void>;
  setSubject(room: string, subject: string): Promise<void>;
  /** Owners, administrators and members; who is kept out, for those who may see it. */
  members(room: string): Promise<readonly Member[]>;
  affiliate(
    room: string,
    address: string,
    affiliation: Affiliation,
    reason?: string,
  ): Promise<void>;
  kick(room: string, nick: string): Promise<void>;
  /** `text`: for clients that know of no invitations. */
  invite(room: string, people: readonly string[], text: string): Promise<void>;
  /** By a message, which is not shown any more; who invited is told if the room had asked. */
  decline(conversation: string, key: string): void;
  /** For everybody and good. */
  destroy(room: string): Promise<void>;
}

export type SharedKind = 'image' | 'file' | 'link';

export interface SharedThing {
  /** Names the message, as `Conversation.reach` knows it. */
  readonly id: string;
  readonly at: number;
  readonly author: Author;
  readonly files: readonly Attachment[];
  /** What has the links. */
  readonly text: string;
}

export interface SharedPage {
  readonly things: readonly SharedThing[];
  /** Older ones are after this; null: there are none. */
  readonly next: string | null;
}

export interface PeopleActs {
  /** Of all own devices from now on. Rejects as those of rooms. */
  block(address: string, on: boolean): Promise<void>;
  /** By name. Rejects as those of rooms. */
  blocked(): Promise<readonly Author[]>;
  /** Minutes east of UTC, as a device of theirs says; null where none does. */
  zone(address: string): Promise<number | null>;
  /** When who is not here went, ms since 1970; null where nobody says. */
  seen(address: string): Promise<number | null>;
  /** What a conversation has shared, the newest first. */
  shared(conversation: string, kind: SharedKind, before: string | null): Promise<SharedPage>;
  /** What somebody looks like from now on, everywhere on this page; null: like their initials. */
  shows(address: string, picture: string | null): void;
}

/** What others are told of oneself, and what is set for all own devices. Reject as those of rooms. */
export interface OwnActs {
  readonly telling: Telling;
  readonly availability: OwnAvailability;
  /** RFC 5646; null where none is set, or it is not known yet. */
  readonly language: string | null;
  /** Whether the first steps were shown, or not wanted; null: not known yet. */
  readonly welcomed: boolean | null;
  tell(changes: Partial<Telling>): Promise<void>;
  become(availability: OwnAvailability): Promise<void>;
  speak(language: string): Promise<void>;
  welcome(): Promise<void>;
}

export type HitOrder = 'best' | 'newest';

/** A message that a search has found. */
export interface Hit {
  /** Names the message, as `Conversation.reach` knows it. */
  readonly id: string;
  readonly at: number;
  readonly own: boolean;
  readonly author: Author & { readonly picture: string | null };
  readonly kind: Preview['kind'];
  readonly place: HitPlace;
  /** The part of it in which the words stand. */
  readonly snippet: string;
  /** Where the words stand in it, in order. */
  readonly marks: readonly HitMark[];
}

export interface HitPlace {
  /** Of the conversation; null where it cannot be opened. */
  readonly address: string | null;
  readonly room: boolean;
  readonly name: string;
  readonly picture: string | null;
}

export interface HitMark {
  readonly begin: number;
  readonly end: number;
}

export interface HitPage {
  /** Null where nobody has counted. */
  readonly total: number | null;
  readonly hits: readonly Hit[];
  /** More are after this; null: there are none. */
  readonly next: string | null;
}

/** What was said around a hit, the oldest first. */
export interface Around {
  readonly before: readonly Said[];
  readonly after: readonly Said[];
}

export interface Said {
  readonly id: string;
  readonly author: Author;
  readonly own: boolean;
  readonly text: string;
  readonly kind: Preview['kind'];
}

/** In everything one may read. Reject where the archive does not answer. */
export interface SearchActs {
  /** `query` as docs/users/searching.md says; `after`: `next` of the page before. */
  find(query: string, order: HitOrder, after: string | null): Promise<HitPage>;
  around(hit: Hit): Promise<Around>;
}

/** What is looked for in what this browser keeps. */
export interface KeptWish {
  /** Each begins a word of the message or of its files' names; capitals and accents are one. */
  readonly words: readonly string[];
  /** Bare JIDs. */
  readonly conversation?: string;
  readonly author?: string;
  /** Ms since 1970. */
  readonly after?: number;
  readonly before?: number;
  /** Only what shares files. */
  readonly files?: boolean;
}

export interface KeptFound {
  readonly conversation: string;
  /** Names the message, as `Conversation.reach` knows it. */
  readonly id: string;
  readonly message: Message;
}

export interface KeptPage {
  /** Newest first. */
  readonly found: readonly KeptFound[];
  /** Older ones are after this; null: there are none. */
  readonly next: number | null;
}

/** Somebody's words in short, as the archive knows them. */
export interface ThreadPreview
  extends Pick<Preview, 'own' | 'author' | 'body' | 'at' | 'retracted'> {
  /** Names the message, as `Conversation.reach` knows it. */
  readonly id: string;
  readonly kind: Preview['kind'];
}

/** A thread that has answers (XEP-0201). */
export interface Thread {
  /** Address of the conversation. */
  readonly conversation: string;
  readonly id: string;
  /** What it is named after, or else its first message; null where one may not read that. */
  readonly root: ThreadPreview | null;
  readonly last: ThreadPreview | null;
  /** Beside the root. */
  readonly replies: number;
  readonly unread: number;
  /** Of oneself, unread ones. */
  readonly mentions: number;
  readonly followed: boolean;
  /** What one has said oneself; null: nothing, and who takes part follows it. */
  readonly follows: boolean | null;
}

export interface ThreadPage {
  /** By `Thread.id`. */
  readonly ids: readonly string[];
  /** Older ones are after this; null: there are none. */
  readonly next: string | null;
}

/** Threads as the archive knows them, and what somebody wants of them, on all own devices. */
export interface Threads {
  /** Those that one follows, the last active first. */
  readonly followed: readonly Thread[];
  /** How many of those have something unread. */
  readonly unread: number;
  readonly state: 'unknown' | 'loading' | 'more' | 'complete' | 'failed';
  /** The next page of them; `state` says what became of it. */
  more(): Promise<void>;
  /** As far as it is known: null also for one that nobody has answered. */
  about(conversation: string, id: string): Thread | null;
  /** Asks the archive about it; rejects where that does not answer. */
  look(conversation: string, id: string): Promise<Thread | null>;
  /** Those of a conversation, the last active first; rejects where the archive does not answer. */
  listed(conversation: string, after: string | null): Promise<ThreadPage>;
  /** Rejects with the words of the refusal, or its condition, as the error's message. */
  follow(conversation: string, id: string, on: boolean): Promise<void>;
  /** What is there of it was seen. */
  read(conversation: string, id: string): void;
}

/** One that is pinned, as the archive has it. */
export interface PinnedMessage {
  /** As the archive names it. */
  readonly id: string;
  /** What pins and unpins it. */
  readonly named: string;
  readonly author: Author;
  /** '' where it has no words. */
  readonly text: string;
  readonly by: Author;
  /** When it was pinned, ms since 1970. */
  readonly at: number;
}

export interface Pinned {
  /** The last pinned first. */
  readonly pins: readonly PinnedMessage[];
  /** The newest message that was looked at; microseconds, 0 without one. */
  readonly upTo: number;
}

export interface Report {
  /** Bare JID, or of an occupant. */
  readonly address: string;
  readonly reason: 'spam' | 'abuse';
  readonly note: string;
  /** Of theirs, as archives name them. */
  readonly messages: readonly string[];
  /** From now on nothing from them reaches the reporter. */
  readonly block: boolean;
}

/** Own messages that nobody has, in all conversations: those that this tab is to send. */
export interface Queue {
  /** The conversation of each that failed. */
  readonly failed: readonly string[];
  /** Whether one of those may be sent as it is. */
  readonly mayGoAgain: boolean;
  /** For a connection. */
  readonly waiting: number;
  /** What has failed goes again. */
  retry(): void;
  /** All that failed or wait, but what others have after all. */
  discard(): Promise<void>;
}

export interface Acts {
  readonly queue: Queue;
  readonly threads: Threads;
  /** What a conversation has pinned. Rejects where the archive does not answer. */
  pinned(conversation: string): Promise<Pinned>;
  /** Where a message is, by its id or its author's; null where it is nowhere for the owner of this account. */
  place(message: string): Promise<{ readonly conversation: string; readonly id: string } | null>;
  /** To those who moderate. False: there were too many today. Rejects as those of rooms. */
  report(report: Report): Promise<boolean>;
  readonly search: SearchActs;
  /** Also without a connection. `most` at once; `before`: `next` of the page before. */
  findKept(wish: KeptWish, most: number, before?: number | null): Promise<KeptPage>;
  /** Removes what this browser has kept; drafts and what is unsent stay. */
  forgetKept(): Promise<void>;
  readonly own: OwnActs;
  readonly rooms: RoomActs;
  readonly people: PeopleActs;
}
