import type { Notify } from '../xmpp/notification_settings';
import type { Listed } from './listed';

/** What this browser keeps of it. */
export interface KeptStanding {
  readonly listed: Listed | null;
  readonly pinned: boolean;
  readonly archivedTo: number | null;
  readonly unread: boolean;
  readonly notify: Notify | null;
}

/** What is known of a conversation beside its messages, also before it has begun here. */
export class Standing {
  listed = $state.raw<Listed | null>(null);
  pinned = $state(false);
  /** It is archived as long as nothing is newer than this; microseconds. */
  archivedTo = $state<number | null>(null);
  /** Somebody wants to come back to it. */
  unread = $state(false);
  notify = $state.raw<Notify | null>(null);
  /** Messages that are not shown, by the archive's id, or until there is one by their key. */
  hidden = $state.raw<ReadonlySet<string>>(new Set());

  kept(): KeptStanding {
    const { listed, pinned, archivedTo, unread, notify } = this;
    return { listed, pinned, archivedTo, unread, notify };
  }

  /** Whether somebody has said anything about it. */
  get isMarked(): boolean {
    return this.pinned || this.archivedTo !== null || this.unread || this.notify !== null;
  }
}
