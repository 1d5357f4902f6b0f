/** XEP-0198 Stream Management, version 1.6.3. #acking #resumption #errors */
import type { Snapshot } from './connection';
import { element, idOf, is, parseXml, serialize, wholeNumber } from './xml';

export const STREAM_MANAGEMENT = 'urn:xmpp:sm:3';
/** Counters start again behind 2³² − 1. */
const WRAP = 2 ** 32;

export function enable(): Element {
  return element('enable', STREAM_MANAGEMENT, { resume: 'true' });
}

export function acknowledgementRequest(): Element {
  return element('r', STREAM_MANAGEMENT);
}

/** How many stanzas the server has handled, as `a`, `resumed` and `failed` say; null where they do not. */
export function handledCount(nonza: Element): number | null {
  const count = wholeNumber(nonza.getAttribute('h'));
  return count !== null && count < WRAP ? count : null;
}

/** Both counters of one session and what the server has not acknowledged, over any number of streams. */
export class StreamManagement {
  #id: string | null = null;
  #received = 0;
  #acknowledged = 0;
  #unacknowledged: Element[] = [];

  /** `jid`: the full JID that was bound. */
  constructor(readonly jid: string) {}

  static restore(past: Snapshot): StreamManagement {
    const session = new StreamManagement(past.jid);
    session.#id = past.id;
    session.#received = past.received;
    session.#acknowledged = past.acknowledged;
    session.#unacknowledged = past.unacknowledged.flatMap((xml) => parseXml(xml) ?? []);
    return session;
  }

  /** Reads `enabled`. */
  enabled(nonza: Element): void {
    const resumable = ['true', '1'].includes(nonza.getAttribute('resume') ?? '');
    this.#id = is(nonza, 'enabled', STREAM_MANAGEMENT) && resumable ? idOf(nonza) : null;
  }

  /** The session cannot be resumed any more. */
  forget(): void {
    this.#id = null;
  }

  get resumable(): boolean {
    return this.#id !== null;
  }

  /** Oldest first. */
  get unacknowledged(): readonly Element[] {
    return this.#unacknowledged;
  }

  /** To be called for each stanza that is sent, in their order. */
  sent(stanza: Element): void {
    this.#unacknowledged.push(stanza);
  }

  /** To be called for each stanza that comes. */
  received(): void {
    this.#received = (this.#received + 1) % WRAP;
  }

  /**
   * What the server newly says it has, oldest first. Null when it counts more than was sent
   * (#errors: such a stream is to be given up).
   */
  acknowledge(handled: number): Element[] | null {
    const fresh = (handled - this.#acknowledged + WRAP) % WRAP;
    if (fresh > this.#unacknowledged.length) return null;
    this.#acknowledged = handled;
    return this.#unacknowledged.splice(0, fresh);
  }

  acknowledgement(): Element {
    return element('a', STREAM_MANAGEMENT, { h: this.#received });
  }

  resumption(): Element {
    return element('resume', STREAM_MANAGEMENT, { h: this.#received, previd: this.#id });
  }

  /** Null when the server has not promised to keep the session. */
  snapshot(queued: readonly Element[]): Snapshot | null {
    if (this.#id === null) return null;
    return {
      version: 1,
      jid: this.jid,
      id: this.#id,
      received: this.#received,
      acknowledged: this.#acknowledged,
      unacknowledged: this.#unacknowledged.map(serialize),
      queued: queued.map(serialize),
    };
  }
}

/** Whether a value read from storage is a snapshot of this version. */
export function isSnapshot(value: unknown): value is Snapshot {
  if (typeof value !== 'object' || value === null) return false;
  const { version, jid, id, received, acknowledged, unacknowledged, queued } = value as Partial<
    Record<keyof Snapshot, unknown>
  >;
  const texts = [unacknowledged, queued].every(
    (list) => Array.isArray(list) && list.every((each) => typeof each === 'string'),
  );
  const counters = [received, acknowledged].every((each) => Number.isInteger(each));
  return version === 1 && typeof jid === 'string' && typeof id === 'string' && texts && counters;
}
