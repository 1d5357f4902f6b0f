import type { Snapshot } from '../xmpp/connection';
import { isSnapshot } from '../xmpp/stream_management';

const KEY = 'stoa reload';

/** What a page leaves to the next one in the same tab. */
export interface Left {
  readonly account: string;
  readonly tab: string;
  readonly snapshot: Snapshot;
  /** The last presence of everybody who is there, as XML. */
  readonly presences: readonly string[];
  readonly rooms: readonly {
    readonly address: string;
    readonly name: string;
    readonly subject: string;
  }[];
  /** Ids of messages that the connection has not heard of. */
  readonly underWay: readonly string[];
}

/** All or nothing: a stream without who is there is worth less than a new one. */
export function leave(left: Left): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(left));
  } catch {
    takeBack();
  }
}

/** Once: a second page with the same stream would end the first one's. */
export function arrive(account: string): Left | null {
  try {
    const text = sessionStorage.getItem(KEY);
    takeBack();
    const left = text === null ? null : (JSON.parse(text) as Left);
    return left?.account === account && isSnapshot(left.snapshot) ? left : null;
  } catch {
    return null;
  }
}

export function takeBack(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // no storage, nothing left there
  }
}
