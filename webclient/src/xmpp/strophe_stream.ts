/**
 * One stream over one WebSocket (RFC 7395) with SASL PLAIN (RFC 4616), as strophe.js speaks it, from
 * its opening to its end.
 */
import { Strophe } from 'strophe.js';
import type { Credentials } from './connection';
import { unavailablePresence } from './presence';
import { element, is } from './xml';

const STREAMS = 'http://etherx.jabber.org/streams';
const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
/** The server's answer to `close`, at most. */
const CLOSE_MS = 2_000;

/** Why a stream ended. */
export type StreamEnd =
  /** Nothing more came, or nothing at all. */
  | { readonly kind: 'lost' }
  /** The password was refused, with the condition of RFC 6120 section 6.5. */
  | { readonly kind: 'not-signed-in'; readonly condition: string }
  /** A stream error (RFC 6120 section 4.9.3). */
  | { readonly kind: 'error'; readonly condition: string };

const STANZA = /^<(message|presence|iq)[\s>]/;
const BROKEN: StreamEnd = { kind: 'error', condition: 'not-well-formed' };

export interface StreamEvents {
  /** Signed in: `bind` or a resumption has to follow. */
  signedIn(): void;
  bound(jid: string): void;
  /** Everything that comes, in its order: stanzas and the elements of stream management. */
  element(received: Element): void;
  /** A stanza came that is no XML: the server passes on prefixes whose declaration it has dropped. */
  unreadable(): void;
  /** Once. */
  ended(end: StreamEnd): void;
}

type Strophes = InstanceType<typeof Strophe.Connection>;

/**
 * WORKAROUND: strophe.js 5.0 takes an `error` of the stream's namespace anywhere in a stanza for the
 * stream's, so that a colleague's message could end the stream, and again from every archive. And it
 * says nothing of a socket that closes before the stream has begun.
 */
class Transport extends Strophe.Websocket {
  ended = (): void => {};
  /** The frame that is being read. */
  frame = '';

  override _streamWrap(frame: string): string {
    this.frame = frame;
    return super._streamWrap(frame);
  }

  override _checkStreamError(wrapped: Element, status: number): boolean {
    const first = wrapped.firstElementChild;
    const error = first !== null && is(first, 'error', STREAMS);
    return error && super._checkStreamError(wrapped, status);
  }

  override _onClose(event?: CloseEvent): void {
    super._onClose(event);
    this.ended();
  }
}

export class StropheStream {
  readonly #strophe: Strophes;
  readonly #transport: Transport;
  readonly #events: StreamEvents;
  #over = false;
  #closed = (): void => {};

  constructor(credentials: Credentials, resource: string, events: StreamEvents) {
    Strophe.setLogLevel(Strophe.LogLevel.FATAL);
    const mechanisms = [Strophe.SASLPlain];
    this.#events = events;
    this.#strophe = new Strophe.Connection(credentials.websocket, {
      mechanisms,
      explicitResourceBinding: true,
    });
    this.#transport = new Transport(this.#strophe);
    this.#transport.ended = () => (this.#over ? this.#closed() : this.#end({ kind: 'lost' }));
    this.#strophe._proto = this.#transport;
    this.#strophe.xmlInput = (received) => this.#received(received);
    this.#connect(credentials, resource);
  }

  #connect({ jid, password }: Credentials, resource: string): void {
    this.#strophe.connect(`${jid}/${resource}`, password, (status, condition, elem) =>
      this.#status(status, condition, elem),
    );
    // Questions are answered by whoever listens to this stream.
    this.#strophe.addHandler(() => true, null, 'iq', null);
  }

  /** Ends with `bound`. */
  bind(): void {
    this.#strophe.do_session = false; // RFC 6121 has done away with it
    this.#strophe.bind();
  }

  /** In place of `bind`: the session of before goes on. */
  resumed(jid: string): void {
    this.#strophe.jid = jid;
    this.#strophe.authenticated = true;
  }

  send(stanza: Element): void {
    if (!this.#over) this.#strophe.send(stanza);
  }

  /**
   * In order: unavailable presence and `close`, answered by the server's. Whoever closes the socket
   * before that answer leaves a session that waits to be resumed. `ended` is not told.
   */
  close(): Promise<void> {
    if (this.#over || !this.#strophe.authenticated) return Promise.resolve(this.drop());
    this.#strophe.send(unavailablePresence());
    this.#strophe.send(element('close', FRAMING));
    this.#over = true;
    return new Promise((resolve) => {
      this.#closed = resolve;
      setTimeout(() => this.drop(), CLOSE_MS);
    });
  }

  /** Without a word to the server, which keeps the session for a while then; `ended` is not told. */
  drop(): void {
    this.#over = true;
    this.#strophe._doDisconnect();
    this.#closed();
  }

  #received(received: Node | MessageEvent): void {
    if (!(received instanceof Element)) return;
    if (is(received, 'close', FRAMING)) this.#over ? this.drop() : this.#end({ kind: 'lost' });
    else if (this.#over) return;
    else if (received.localName === 'parsererror') this.#broken();
    else this.#events.element(received);
  }

  /** Nobody's message may end the stream: it would again from every archive. */
  #broken(): void {
    if (STANZA.test(this.#transport.frame)) this.#events.unreadable();
    else this.#end(BROKEN);
  }

  #status(status: number, condition: string | null, elem?: Element): void {
    const { BINDREQUIRED, CONNECTED, AUTHFAIL, ERROR, CONNFAIL, DISCONNECTED } = Strophe.Status;
    if (this.#over) return;
    if (status === BINDREQUIRED) this.#events.signedIn();
    else if (status === CONNECTED) this.#events.bound(this.#strophe.jid);
    else if (status === AUTHFAIL) this.#end({ kind: 'not-signed-in', condition: failure(elem) });
    else if (status === ERROR) this.#end({ kind: 'error', condition: condition ?? '' });
    else if (status === CONNFAIL || status === DISCONNECTED) this.#end({ kind: 'lost' });
  }

  #end(end: StreamEnd): void {
    if (this.#over) return;
    this.drop();
    this.#events.ended(end);
  }
}

function failure(elem?: Element): string {
  return elem?.firstElementChild?.localName ?? 'undefined-condition';
}
