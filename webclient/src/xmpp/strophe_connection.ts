/**
 * The connection: one stream after the other (RFC 7395 over strophe.js), and above them one session as
 * long as the server keeps it (XEP-0198).
 */
import { backOff } from './back_off';
import type { Connection, Credentials, Disposer, LinkState, Snapshot } from './connection';
import { NotSignedIn } from './connection';
import { randomId } from './ids';
import { bareOf } from './jid';
import { Link } from './link';
import { Listeners } from './listeners';
import { Liveness, onReturn } from './liveness';
import { Requests } from './requests';
import { type StanzaName, Stanzas } from './stanzas';
import { StreamManagement } from './stream_management';
import type { StreamEnd } from './strophe_stream';
import { parseXml } from './xml';

export interface Timing {
  /** For a sign-in, and for the answer to a request. */
  readonly signInMs: number;
  readonly requestMs: number;
  /** After this long a silence the server is asked; without an answer in `answerMs` it is gone. */
  readonly silenceMs: number;
  readonly answerMs: number;
  /** A session that lasted so long was a good one: the next wait is short again. */
  readonly steadyMs: number;
  /** The wait before attempt n (from 1). */
  backOff(attempt: number): number;
}

export interface ConnectOptions {
  /** Asked before each attempt. Rejects with NotSignedIn when the session has ended. */
  credentials(): Promise<Credentials>;
  /** Asked for each new session. */
  resource(): string;
  readonly resume?: Snapshot | null;
  readonly timing?: Partial<Timing>;
}

const TIMING: Timing = {
  signInMs: 20_000,
  requestMs: 30_000,
  silenceMs: 20_000,
  answerMs: 5_000,
  steadyMs: 30_000,
  backOff: (attempt) => backOff(attempt, Math.random()),
};

/** So many fresh passwords in a row may be refused. */
const MAX_REFUSALS = 5;

/** Stream errors that end the session for good (RFC 6120 section 4.9.3). */
const ENDINGS: ReadonlyMap<string, 'replaced' | 'signed-out'> = new Map([
  ['conflict', 'replaced'],
  ['not-authorized', 'signed-out'],
  ['policy-violation', 'signed-out'],
]);

type Reason = 'network' | 'server';

export function connect(options: ConnectOptions): Connection {
  return new StropheConnection(options);
}

class StropheConnection implements Connection {
  readonly #options: ConnectOptions;
  readonly #timing: Timing;
  readonly #requests = new Requests();
  readonly #states = new Listeners<LinkState>();
  readonly #acknowledged = new Listeners<Element>();
  readonly #lost = new Listeners<Element[]>();
  readonly #stanzas = new Stanzas(this.#requests, (answer) => this.send(answer));
  #state: LinkState = { kind: 'connecting' };
  #session: StreamManagement | null = null;
  #queue: Element[] = [];
  #link: Link | null = null;
  #liveness: Liveness | null = null;
  /** The end of a sign-in that takes too long, or of a wait. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Names the attempt under way: what an abandoned one still says counts nothing. */
  #attempt = {};
  #failures = 0;
  #refusals = 0;
  #onlineSince = 0;
  #forget: Disposer | null = null;

  constructor(options: ConnectOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    if (options.resume) {
      this.#session = StreamManagement.restore(options.resume);
      this.#queue = options.resume.queued.flatMap((xml) => parseXml(xml) ?? []);
    }
  }

  get state(): LinkState {
    return this.#state;
  }

  get jid(): string | null {
    return this.#session?.jid ?? null;
  }

  start(): void {
    if (!this.#forget && this.#state.kind !== 'ended') this.#begin();
  }

  retry(): void {
    if (this.#state.kind === 'waiting') this.#begin();
    else this.#liveness?.ask();
  }

  async stop(): Promise<void> {
    const link = this.#link;
    this.#link = null;
    this.#finish('signed-out');
    await link?.close();
  }

  suspend(): Snapshot | null {
    if (this.#state.kind === 'ended') return null;
    this.#abandon();
    this.#forget?.();
    this.#forget = null;
    this.#become({ kind: 'waiting', retryAt: Date.now(), reason: 'network' });
    return this.#session?.snapshot(this.#queue) ?? null;
  }

  send(stanza: Element): void {
    this.#stanzas.sent(stanza);
    if (this.#state.kind === 'online') this.#link?.send(stanza);
    else if (this.#state.kind !== 'ended') this.#queue.push(stanza);
  }

  request(iq: Element, { timeoutMs = this.#timing.requestMs } = {}): Promise<Element> {
    const id = iq.getAttribute('id') ?? randomId();
    iq.setAttribute('id', id);
    const answer = this.#requests.wait(id, iq.getAttribute('to'), timeoutMs);
    if (this.#state.kind === 'ended') this.#requests.lose(new Set());
    this.send(iq);
    return answer;
  }

  onState(handler: (state: LinkState) => void): Disposer {
    return this.#states.add(handler);
  }

  onStanza(name: StanzaName, handler: (stanza: Element) => void): Disposer {
    return this.#stanzas.on(name, handler);
  }

  onAcknowledged(handler: (stanza: Element) => void): Disposer {
    return this.#acknowledged.add(handler);
  }

  onUnacknowledged(handler: (stanzas: Element[]) => void): Disposer {
    return this.#lost.add(handler);
  }

  #become(state: LinkState): void {
    this.#state = state;
    this.#states.tell(state);
  }

  #begin(): void {
    this.#forget ??= onReturn(
      () => this.retry(),
      () => this.#liveness?.ask(),
    );
    this.#abandon();
    const attempt = this.#attempt;
    this.#timer = setTimeout(() => this.#wait('network'), this.#timing.signInMs);
    this.#become({ kind: 'connecting' });
    this.#options.credentials().then(
      (credentials) => this.#attempt === attempt && this.#open(credentials),
      (error) => this.#attempt === attempt && this.#noCredentials(error),
    );
  }

  #noCredentials(error: unknown): void {
    if (error instanceof NotSignedIn) this.#finish('signed-out');
    else this.#wait(error instanceof TypeError ? 'network' : 'server');
  }

  #open(credentials: Credentials): void {
    if (this.#session && bareOf(this.#session.jid) !== bareOf(credentials.jid)) {
      this.#session = null;
      this.#queue = [];
    }
    this.#link = new Link(credentials, this.#options.resource(), this.#session, {
      online: (session, resumed) => this.#online(session, resumed),
      stanza: (received) => this.#stanzas.came(received, this.jid ?? ''),
      acknowledged: (stanza) => this.#acknowledged.tell(stanza),
      heard: () => this.#liveness?.heard(),
      ended: (end) => this.#ended(end),
    });
  }

  #online(session: StreamManagement, resumed: boolean): void {
    clearTimeout(this.#timer);
    const past = this.#session;
    this.#session = session;
    this.#refusals = 0;
    this.#onlineSince = Date.now();
    this.#watch();
    if (past && !resumed) this.#lose(past.unacknowledged);
    this.#become({ kind: 'online', resumed, jid: session.jid });
    for (const stanza of this.#queue.splice(0)) this.send(stanza);
  }

  #lose(stanzas: readonly Element[]): void {
    this.#requests.lose(new Set(this.#queue.map((stanza) => stanza.getAttribute('id') ?? '')));
    if (stanzas.length > 0) this.#lost.tell([...stanzas]);
  }

  #watch(): void {
    this.#liveness = new Liveness({
      silenceMs: this.#timing.silenceMs,
      answerMs: this.#timing.answerMs,
      ask: () => this.#link?.ask(),
      dead: () => this.#ended({ kind: 'lost' }),
    });
  }

  #ended(end: StreamEnd): void {
    const ending = end.kind === 'error' ? ENDINGS.get(end.condition) : undefined;
    const temporary = end.kind === 'not-signed-in' && end.condition === 'temporary-auth-failure';
    if (end.kind === 'not-signed-in' && !temporary) this.#refusals += 1;
    if (ending) this.#finish(ending);
    else if (this.#refusals >= MAX_REFUSALS) this.#finish('refused');
    else this.#wait(end.kind === 'lost' && this.#state.kind === 'online' ? 'network' : 'server');
  }

  #wait(reason: Reason): void {
    const steady = Date.now() - this.#onlineSince >= this.#timing.steadyMs;
    this.#failures = this.#state.kind === 'online' && steady ? 1 : this.#failures + 1;
    this.#abandon();
    const milliseconds = this.#timing.backOff(this.#failures);
    this.#timer = setTimeout(() => this.#begin(), milliseconds);
    this.#become({ kind: 'waiting', retryAt: Date.now() + milliseconds, reason });
  }

  #finish(reason: 'signed-out' | 'replaced' | 'refused'): void {
    this.#abandon();
    this.#forget?.();
    this.#queue = [];
    this.#requests.lose(new Set());
    this.#become({ kind: 'ended', reason });
  }

  /** Leaves the attempt or stream under way, without ending the session. */
  #abandon(): void {
    this.#attempt = {};
    clearTimeout(this.#timer);
    this.#liveness?.stop();
    this.#liveness = null;
    this.#link?.drop();
    this.#link = null;
  }
}
