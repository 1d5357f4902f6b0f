import type { Wish } from '../xmpp/notification_settings';

/** Nothing is told between two times of the day; where `end` is not later, over midnight. */
export interface Quiet {
  /** `22:00` */
  readonly begin: string;
  readonly end: string;
  /** On which it begins, 1 is Monday. */
  readonly days: readonly number[];
  /** `Europe/Berlin` */
  readonly time_zone: string;
}

/** How somebody wants to be told, on all their browsers; as the API has it. */
export interface Preferences {
  readonly enabled: boolean;
  /** Whether a notification shows who has written and how it begins. */
  readonly previews: boolean;
  readonly sound: boolean;
  /** Of rooms in which nothing else is set. */
  readonly rooms: Wish;
  readonly quiet: Quiet | null;
}

/** Something was said that nobody has seen. */
export interface News {
  readonly address: string;
  readonly conversation: string;
  /** Of whoever wrote it, in a room. */
  readonly author: string | null;
  /** How it begins; '' where there are only files. */
  readonly body: string;
  readonly preferences: Preferences;
}

/** A subscription of this browser's, as `PushSubscription.toJSON` has it. */
export interface Subscribed {
  readonly endpoint: string;
  readonly keys: Readonly<Record<string, string>>;
}

export interface Notices {
  preferences(): Promise<Preferences>;
  keep(preferences: Preferences): Promise<void>;
  /** Of what is new, as the preferences want it told; by the leading tab alone. Returns what ends it. */
  onNews(tell: (news: News) => void): () => void;
  /** What this page shows, and whether somebody looks at it. */
  shows(address: string | null, looking: boolean): void;
  /** What a browser subscribes with (RFC 8292). */
  publicKey(): Promise<string>;
  /** From now on this browser is told while no page is open. */
  subscribe(subscription: Subscribed): Promise<void>;
  unsubscribe(): Promise<void>;
}
