/**
 * One stream, brought to where stanzas flow and are counted: signed in, then the session of before
 * resumed (XEP-0198 #resumption) or a resource bound (RFC 6120 section 7) and a new session begun.
 */
import type { Credentials } from './connection';
import {
  acknowledgementRequest,
  enable,
  handledCount,
  STREAM_MANAGEMENT,
  StreamManagement,
} from './stream_management';
import { type StreamEnd, StropheStream } from './strophe_stream';
import { CLIENT } from './xml';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 16_000;

export interface LinkEvents {
  /** Once. `session` is the past one when it was resumed. What it had unacknowledged went out again. */
  online(session: StreamManagement, resumed: boolean): void;
  stanza(received: Element): void;
  acknowledged(stanza: Element): void;
  /** Anything came. */
  heard(): void;
  /** Once; nothing follows. */
  ended(end: StreamEnd): void;
}

export class Link {
  readonly #stream: StropheStream;
  readonly #events: LinkEvents;
  #session: StreamManagement | null;
  #resuming = false;
  #ready = false;
  #asking = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    credentials: Credentials,
    resource: string,
    past: StreamManagement | null,
    events: LinkEvents,
  ) {
    this.#session = past;
    this.#events = events;
    this.#stream = new StropheStream(credentials, resource, {
      signedIn: () => this.#begin(),
      bound: (jid) => this.#enable(jid),
      element: (received) => this.#element(received),
      unreadable: () => this.#session?.received(),
      ended: (end) => this.#ended(end),
    });
  }

  /** Once online. */
  send(stanza: Element): void {
    // What is no stanza is not counted (XEP-0198 #stanzas).
    if (stanza.namespaceURI === CLIENT) this.#session?.sent(stanza);
    this.#stream.send(stanza);
    if (this.#asking) return;
    this.#asking = true;
    // One request behind all that is sent in one go.
    queueMicrotask(() => this.ask());
  }

  /**
   * Asks what the server has; its answer is a sign of life too. While a room has not recorded what it
   * was sent this server does not answer, and has to be asked again.
   */
  ask(waitMs = FIRST_WAIT_MS): void {
    this.#asking = false;
    this.#stream.send(acknowledgementRequest());
    clearTimeout(this.#again);
    if (waitMs <= LONGEST_WAIT_MS) this.#again = setTimeout(() => this.#askAgain(waitMs), waitMs);
  }

  #askAgain(waitedMs: number): void {
    if (this.#session?.unacknowledged.length) this.ask(waitedMs * 2);
  }

  close(): Promise<void> {
    clearTimeout(this.#again);
    if (this.#ready) this.#acknowledge();
    return this.#stream.close();
  }

  drop(): void {
    clearTimeout(this.#again);
    this.#stream.drop();
  }

  #begin(): void {
    this.#resuming = this.#session?.resumable ?? false;
    if (this.#session && this.#resuming) this.#stream.send(this.#session.resumption());
    else this.#stream.bind();
  }

  #enable(jid: string): void {
    this.#session = new StreamManagement(jid);
    this.#stream.send(enable());
  }

  #element(received: Element): void {
    this.#events.heard();
    if (received.namespaceURI === STREAM_MANAGEMENT) this.#nonza(received);
    else if (this.#ready && received.namespaceURI === CLIENT) this.#stanza(received);
  }

  #stanza(received: Element): void {
    this.#session?.received();
    this.#events.stanza(received);
  }

  #nonza(received: Element): void {
    const name = received.localName;
    if (name === 'a') this.#handled(received);
    else if (name === 'r') this.#acknowledge();
    else if (name === 'enabled') this.#online(received);
    else if (name === 'resumed') this.#resumed(received);
    else if (name === 'failed') this.#failed(received);
  }

  #acknowledge(): void {
    if (this.#session) this.#stream.send(this.#session.acknowledgement());
  }

  /** False when the server counts what was never sent. */
  #handled(nonza: Element): boolean {
    const count = handledCount(nonza);
    const stanzas = count === null ? [] : this.#session?.acknowledge(count);
    if (!stanzas) return this.#giveUp();
    for (const stanza of stanzas) this.#events.acknowledged(stanza);
    return true;
  }

  #online(enabled: Element): void {
    this.#session?.enabled(enabled);
    this.#ready = true;
    if (this.#session) this.#events.online(this.#session, false);
  }

  #resumed(nonza: Element): void {
    const session = this.#session;
    if (!this.#resuming || !session || !this.#handled(nonza)) return;
    this.#resuming = false;
    this.#ready = true;
    this.#stream.resumed(session.jid);
    for (const stanza of session.unacknowledged) this.#stream.send(stanza);
    this.ask();
    this.#events.online(session, true);
  }

  /** What a session that is gone has handled it may still say. */
  #failed(nonza: Element): void {
    if (!this.#resuming) this.#giveUp();
    else if (this.#handled(nonza)) this.#stream.bind();
    this.#resuming = false;
  }

  #ended(end: StreamEnd): void {
    clearTimeout(this.#again);
    this.#events.ended(end);
  }

  #giveUp(): false {
    this.#session?.forget();
    this.drop();
    this.#events.ended({ kind: 'error', condition: 'undefined-condition' });
    return false;
  }
}
