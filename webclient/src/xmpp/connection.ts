/**
 * What the rest of the client knows of the connection to the server. `strophe_connection.ts` is the
 * one that speaks; a test may bring another.
 */
import type { StanzaError } from './stanza_error';

export type Disposer = () => void;

export type LinkState =
  | { readonly kind: 'connecting' }
  /** `resumed`: the session of before goes on (XEP-0198), so rooms, presence and carbons still stand. */
  | { readonly kind: 'online'; readonly resumed: boolean; readonly jid: string }
  /** `retryAt`: ms since 1970. `network`: nothing answers; `server`: it answers that it cannot now. */
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly reason: 'network' | 'server' }
  /** `refused`: one new password after the other is not accepted. */
  | { readonly kind: 'ended'; readonly reason: 'signed-out' | 'replaced' | 'refused' };

export interface Credentials {
  /** Bare JID. */
  readonly jid: string;
  /** Of one use: each attempt asks for another. */
  readonly password: string;
  /** ws: or wss: URL. */
  readonly websocket: string;
}

/** Thrown by `credentials()` when the session has ended: the connection ends instead of trying again. */
export class NotSignedIn extends Error {
  override name = 'NotSignedIn';
}

/** A request's answer will not come: the stream it was asked on is gone. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';
}

/** No answer in time. What was asked may still have happened. */
export class RequestTimeout extends Error {
  override name = 'RequestTimeout';
}

/** An error answer to a request (RFC 6120 section 8.3). */
export class RequestRefused extends Error {
  override name = 'RequestRefused';
  /** `answer`: for what extensions say in it. */
  constructor(
    readonly error: StanzaError,
    readonly answer: Element | null = null,
  ) {
    super(error.text ?? error.condition);
  }
}

/** What a later page needs to go on with this session. JSON; useful once and for five minutes. */
export interface Snapshot {
  readonly version: 1;
  /** Full JID. */
  readonly jid: string;
  /** The id that the server gave the stream (XEP-0198). */
  readonly id: string;
  /** Stanzas handled here, and those that the server said it has; both modulo 2³². */
  readonly received: number;
  readonly acknowledged: number;
  /** Sent and not acknowledged, oldest first, as XML. */
  readonly unacknowledged: readonly string[];
  /** Not sent yet. */
  readonly queued: readonly string[];
}

export interface Connection {
  readonly state: LinkState;
  /** Full JID, from the first sign-in on. */
  readonly jid: string | null;
  start(): void;
  /** At once, instead of at `retryAt`; goes on after `suspend()` too. */
  retry(): void;
  /** Ends the session in order, so that others see this client go. Nothing is resumed after it. */
  stop(): Promise<void>;
  /** Queued while away. A stanza that the server has not acknowledged goes out again after resuming. */
  send(stanza: Element): void;
  /**
   * Sends an IQ, with an id where it has none, and answers with the result. Rejects with
   * RequestRefused, RequestTimeout (30 s unless told) or ConnectionLost.
   */
  request(iq: Element, options?: { timeoutMs?: number }): Promise<Element>;
  onState(handler: (state: LinkState) => void): Disposer;
  /**
   * In the order of arrival. A question (IQ get or set) that no handler has answered by the time all
   * have returned gets `service-unavailable`. Answers to `request` are not seen here.
   */
  onStanza(name: 'message' | 'presence' | 'iq', handler: (stanza: Element) => void): Disposer;
  /** The server has it: recorded (XEP-0198). After a reload an equal element, not the same. */
  onAcknowledged(handler: (stanza: Element) => void): Disposer;
  /**
   * The session could not be resumed: whether these arrived only the archive knows. Comes before the
   * state `online` of the new session; nothing of it is sent again by the connection.
   */
  onUnacknowledged(handler: (stanzas: Element[]) => void): Disposer;
  /** Lets go of the socket without ending the session (pagehide). Null when nothing can be resumed. */
  suspend(): Snapshot | null;
}
