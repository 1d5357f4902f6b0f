import type { MessageKind } from '../xmpp/inbox';
import type { Wish } from '../xmpp/notification_settings';
import type { Pin } from '../xmpp/pins';
import type { Acts, Threads } from './act_types';
import type { Notices } from './notice_types';

/** What the store shows to features. Times are milliseconds since 1970, addresses bare JIDs. */

/**
 * How far an own message has come. `sent`: the server has recorded it (XEP-0198 acknowledgement, in
 * rooms the reflection). `delivered`: a device of theirs has it (XEP-0184). `read`: XEP-0333.
 */
export type Delivery = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';

/** `unknown`: of somebody who is no contact the server does not tell. */
export type Availability = 'online' | 'away' | 'busy' | 'offline' | 'unknown';

export type { Wish };

export interface Author {
  /** Bare JID; in an anonymous room the occupant's JID. */
  readonly address: string;
  readonly name: string;
}

/** A file that a message shares. What it says of itself is its sender's word. */
export interface Attachment {
  /** http: or https:; '' until it is uploaded. */
  readonly url: string;
  /** Served by this organisation, and only to who may read the message; others may be anywhere. */
  readonly ours: boolean;
  /** '' where its sender does not say. */
  readonly name: string;
  /** As `image/png`; '' where its sender does not say. */
  readonly mediaType: string;
  /** Bytes. */
  readonly size?: number;
  /** Pixels, both or none. */
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  readonly blurhash?: string;
  /** Of the whole file, as base64. */
  readonly sha256?: string;
  /** Spoken for this conversation, not a file that happens to sound. */
  readonly voice: boolean;
}

/**
 * An own file that has not been shared yet. `waiting`: for others before it, or for a connection;
 * `checking`: all of it is there, and the server looks at it.
 */
export interface Upload {
  readonly state: 'waiting' | 'uploading' | 'checking' | 'failed';
  /** Why it has failed, as in `Message`; whether trying again may help. */
  readonly error: string | null;
  readonly again: boolean;
  /** Bytes that have left this browser, and all there are. */
  readonly sent: number;
  readonly total: number;
  /** blob: URL of the file itself; good until the conversation is closed, also when it is shared by then. */
  readonly preview?: string;
  retry(): void;
  /** Also what has failed: it is gone then. */
  cancel(): void;
}

/** One emoji, and whose it is, the first of them first. */
export interface Reaction {
  readonly emoji: string;
  readonly people: readonly Author[];
  readonly own: boolean;
}

/** The message that another one answers (XEP-0461). */
export interface Reply {
  /** As the protocol names it. */
  readonly id: string;
  /** Where it is here; null as long as it is not. */
  readonly key: string | null;
  readonly author: Author | null;
  /** What it says; until it is here what the answer quotes, '' where it quotes nothing. */
  readonly body: string;
  readonly retracted: boolean;
}

export interface Version {
  readonly body: string;
  readonly at: number;
}

/** A part of a body that means somebody. */
export interface Mentioned {
  /** Bare JID; the room's means everybody there. */
  readonly address: string;
  /** In code points of the body, the end excluded. */
  readonly begin: number;
  readonly end: number;
}

/** Somebody wants the owner of this account in a room. */
export interface Invitation {
  /** Bare JIDs. */
  readonly room: string;
  readonly from: string;
  readonly reason: string;
}

export interface Message {
  /** Names the message within its conversation and never changes, also over a reload. */
  readonly key: string;
  readonly own: boolean;
  readonly author: Author;
  /** '' where there is nothing but files. */
  readonly body: string;
  readonly files: readonly Attachment[];
  /** Null when the files are shared, and for what others wrote. */
  readonly upload: Upload | null;
  readonly at: number;
  /** Null for what others wrote. */
  readonly delivery: Delivery | null;
  readonly sentAt: number | null;
  readonly deliveredAt: number | null;
  readonly readAt: number | null;
  /** Why it failed, in the words of the stanza error, or its condition. */
  readonly error: string | null;
  readonly editedAt: number | null;
  /** What it said before, oldest first. */
  readonly versions: readonly Version[];
  readonly retracted: boolean;
  /** A moderator has taken it away; it is `retracted` then. */
  readonly removed: { readonly reason: string | null } | null;
  /** In the order in which each emoji was first used. */
  readonly reactions: readonly Reaction[];
  readonly reply: Reply | null;
  /** XEP-0201. */
  readonly thread: string | null;
  readonly mentions: readonly Mentioned[];
  /** What others name it by; null as long as nobody can. */
  readonly id: string | null;
  /** A change of it by oneself that the server has not confirmed, or has refused. */
  readonly editing: 'waiting' | 'failed' | null;
  /** As the archive names it, and everybody else; null as long as it is not there. */
  readonly archiveId: string | null;
  readonly invitation: Invitation | null;
  /** It says that a message is pinned, or is no more, and nothing else; it is a `notice` then. */
  readonly pin: Pin | null;
  /** `notice`: said by the room or the server, by nobody in particular. */
  readonly kind: 'text' | 'notice';
}

/** The newest of a conversation; `system` messages are notices. */
export interface Preview
  extends Pick<Message, 'own' | 'author' | 'body' | 'files' | 'at' | 'delivery' | 'retracted'> {
  readonly kind: Message['kind'] | Exclude<MessageKind, 'system'>;
  readonly invitation?: Message['invitation'];
}

export interface Occupant {
  /** Bare JID, or null where the room hides it. */
  readonly address: string | null;
  readonly nick: string;
  readonly name: string;
  readonly role: string;
  readonly affiliation: string;
  /** What the room calls them beside that (XEP-0317). */
  readonly hats: readonly string[];
  readonly availability: Availability;
  readonly own: boolean;
}

/** What a draft is besides its words. */
export interface Begun {
  /** `Message.id` of the message that it answers. */
  readonly reply: string | null;
  readonly mentions: readonly Mentioned[];
}

/** What a new message is besides its words. */
export interface Saying {
  readonly reply?: string;
  readonly thread?: string;
  readonly mentions?: readonly Mentioned[];
  /** It says this alone: the words are for clients that do not know it. */
  readonly pin?: Pin;
  /** It is not what the draft was about: that stays as it is. Of a thread nothing is the draft. */
  readonly aside?: boolean;
}

export interface Conversation {
  readonly address: string;
  readonly kind: 'person' | 'room';
  readonly name: string;
  /** URL, or null until there is one. */
  readonly picture: string | null;
  readonly availability: Availability;
  readonly statusText: string;
  /** Since when somebody who is away is so, ms since 1970; null where nobody says. */
  readonly idleSince: number | null;
  /** With oneself. */
  readonly isNotes: boolean;
  /** Nothing comes from there, and nothing can be sent. */
  readonly blocked: boolean;
  readonly subject: string;
  readonly preview: Preview | null;
  readonly lastActivity: number;
  readonly unread: number;
  /** Grows when something was said of a message that is not here. */
  readonly toldOf: number;
  /** True when older messages that were not fetched yet may be unread too. */
  readonly unreadIsMinimum: boolean;
  /** Of the owner of this account, unread ones. */
  readonly mentions: number;
  /** Somebody wants to come back to it, although it was read. */
  readonly markedUnread: boolean;
  readonly pinned: boolean;
  /** Set aside until something is said there. */
  readonly archived: boolean;
  /** What one is told of, until `mutedUntil`; null: for good. */
  readonly notify: Wish;
  readonly mutedUntil: number | null;
  readonly draft: string;
  readonly begun: Begun;
  /** Names of those who are writing now. */
  readonly typing: readonly string[];
  readonly messages: readonly Message[];
  /** Where the line "new messages" is; stays where it was when the conversation was opened. */
  readonly firstUnreadKey: string | null;
  readonly history: 'unknown' | 'loading' | 'more' | 'beginning' | 'failed';
  /** In order of their names, which takes a while in a large room: `occupantCount` is at hand. */
  readonly occupants: readonly Occupant[];
  readonly occupantCount: number;
  readonly joined: 'not-a-room' | 'joining' | 'joined' | 'refused';
  readonly refusal: string | null;
  open(): void;
  close(): void;
  loadOlder(): Promise<void>;
  /** `reply`: the key of the message that this one answers. */
  send(body: string, how?: Saying): void;
  /** An own message that is not retracted. */
  edit(key: string, body: string, mentions?: readonly Mentioned[]): void;
  /** All one's reactions to a message from now on. */
  react(key: string, emojis: readonly string[]): void;
  /** An own message, for everybody. */
  retract(key: string): void;
  /** Of anybody, for everybody, by a moderator. Rejects with the refusal's words as its message. */
  remove(key: string, reason: string): Promise<void>;
  /** For oneself, on all own devices: it is not in `messages` then. */
  hide(key: string, on: boolean): void;
  /** As the room says now. */
  may(what: 'remove'): boolean;
  /**
   * Loads older messages, up to the one of this id (a stanza id, or as in `Message`), or to the first
   * one since then. Its key, or null where there is none, or more lies in between than can be shown.
   */
  reach(to: { readonly id: string } | { readonly at: number }): Promise<string | null>;
  /** Until the answer is called, nothing that is here leaves memory: somebody is at work on it. */
  hold(): () => void;
  /** What is here of a thread, oldest first. */
  thread(id: string): readonly Message[];
  /**
   * Each file is a message of its own, in this order. Resolves when they are in the conversation;
   * rejects, with nothing shared, where the part of this client that does it cannot be loaded.
   */
  share(
    files: readonly File[],
    how?: { readonly voice?: boolean; readonly durationMs?: number },
  ): Promise<void>;
  retry(key: string): void;
  discard(key: string): void;
  setDraft(text: string, begun?: Begun): void;
  /** When the newest message is on screen, while the page is visible and focused; or because one says so. */
  markRead(): void;
  /** From now on what comes is read at once: as long as `markRead` may be called. */
  attend(on: boolean): void;
  markUnread(): void;
  pin(on: boolean): void;
  archive(on: boolean): void;
  setNotify(wish: Wish, until: number | null): void;
}

/** Where the conversations come from beside contacts and rooms: the archive's inbox, a page at a time. */
export interface ConversationSource {
  /** `unknown`: it was not asked yet. `failed`: it did not answer; `more` asks again. */
  readonly state: 'unknown' | 'loading' | 'more' | 'complete' | 'failed';
  more(): Promise<void>;
}

/** As many people are found at once. */
export const MOST_FOUND = 30;

/** Somebody whom a search has found. */
export interface Found {
  readonly address: string;
  readonly name: string;
  /** '' where there is none, as for departments. */
  readonly title: string;
  readonly departments: string;
  /** URL, or null until there is one. */
  readonly picture: string | null;
}

export interface Client {
  readonly me: {
    readonly address: string;
    readonly name: string;
    readonly picture: string | null;
    readonly administrator: boolean;
    /** Others use this computer: nothing may stay on it. */
    readonly shared: boolean;
  };
  readonly link: {
    readonly state: 'connecting' | 'online' | 'waiting' | 'ended';
    readonly retryAt: number | null;
    readonly reason: string | null;
    retry(): void;
  };
  readonly storage: 'kept' | 'full' | 'unavailable';
  /** True from the moment the list of conversations is complete. */
  readonly ready: boolean;
  /** Pinned ones first; by `lastActivity`, then by name. */
  readonly conversations: readonly Conversation[];
  readonly source: ConversationSource;
  /** What one is told of: of muted conversations less, of archived ones nothing. */
  readonly unread: number;
  /** Null until the acts are there. */
  readonly threads: Threads | null;
  conversation(address: string): Conversation | null;
  /**
   * Those of the organisation who fit a text best, typing errors allowed; `MOST_FOUND` at most and
   * never oneself. Rejects when the directory does not answer.
   */
  find(text: string): Promise<readonly Found[]>;
  /**
   * Makes a conversation with somebody there: at once with whom a search has found, else as soon as
   * the directory says who it is. False for nobody it knows. Rejects when it does not answer.
   */
  begin(address: string): Promise<boolean>;
  /** Rejects where it cannot be loaded. */
  acts(): Promise<Acts>;
  /** What one is told of. Rejects where the part that does it cannot be loaded. */
  notices(): Promise<Notices>;
  /** Ends the session and removes everything of it from this browser, in all tabs. */
  signOut(): Promise<void>;
}
