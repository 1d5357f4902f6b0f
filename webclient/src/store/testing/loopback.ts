import {
  type Connection,
  ConnectionLost,
  type Disposer,
  type LinkState,
  RequestRefused,
  type Snapshot,
} from '../../xmpp/connection';
import { parseStanzaError } from '../../xmpp/stanza_error';
import { parseXml } from '../../xmpp/xml';

type StanzaName = 'message' | 'presence' | 'iq';
type Answer = (iq: Element) => string | null;

/** The end of a stream in memory: what is sent lies there, and a test is the server. */
export class Loopback implements Connection {
  state: LinkState = { kind: 'connecting' };
  jid: string | null = null;
  readonly sent: Element[] = [];
  /** Answers requests with the XML of an IQ; one that answers null leaves it to the next. */
  readonly answers: Answer[] = [];
  readonly resume: Snapshot | null;
  readonly #states = new Set<(state: LinkState) => void>();
  readonly #acknowledged = new Set<(stanza: Element) => void>();
  readonly #unacknowledged = new Set<(stanzas: Element[]) => void>();
  readonly #stanzas = {
    message: new Set<(stanza: Element) => void>(),
    presence: new Set<(stanza: Element) => void>(),
    iq: new Set<(stanza: Element) => void>(),
  };
  #lost: (() => void)[] = [];

  constructor(resume: Snapshot | null) {
    this.resume = resume;
    this.jid = resume?.jid ?? null;
  }

  get subscriptions(): number {
    const all = [
      this.#states,
      this.#acknowledged,
      this.#unacknowledged,
      ...Object.values(this.#stanzas),
    ];
    return all.reduce((sum, handlers) => sum + handlers.size, 0);
  }

  start(): void {}

  retry(): void {}

  async stop(): Promise<void> {
    this.become({ kind: 'ended', reason: 'signed-out' });
  }

  send(stanza: Element): void {
    this.sent.push(stanza);
  }

  request(iq: Element): Promise<Element> {
    this.sent.push(iq);
    return new Promise((answered, refused) => {
      this.#lost.push(() => refused(new ConnectionLost()));
      queueMicrotask(() => {
        const text = this.answers.map((answer) => answer(iq)).find((each) => each !== null);
        if (text == null) return;
        const answer = read(text);
        const error = parseStanzaError(answer);
        if (error) refused(new RequestRefused(error, answer));
        else answered(answer);
      });
    });
  }

  onState(handler: (state: LinkState) => void): Disposer {
    return add(this.#states, handler);
  }

  onStanza(name: StanzaName, handler: (stanza: Element) => void): Disposer {
    return add(this.#stanzas[name], handler);
  }

  onAcknowledged(handler: (stanza: Element) => void): Disposer {
    return add(this.#acknowledged, handler);
  }

  onUnacknowledged(handler: (stanzas: Element[]) => void): Disposer {
    return add(this.#unacknowledged, handler);
  }

  suspend(): Snapshot | null {
    return {
      version: 1,
      jid: this.jid ?? '',
      id: 'stream',
      received: 0,
      acknowledged: 0,
      unacknowledged: [],
      queued: [],
    };
  }

  become(state: LinkState): void {
    this.state = state;
    if (state.kind === 'online') this.jid = state.jid;
    else for (const lose of this.#lost.splice(0)) lose();
    for (const handler of [...this.#states]) handler(state);
  }

  arrive(xml: string): void {
    const stanza = read(xml);
    for (const handler of [...this.#stanzas[stanza.localName as StanzaName]]) handler(stanza);
  }

  acknowledge(stanza: Element): void {
    for (const handler of [...this.#acknowledged]) handler(stanza);
  }

  abandon(stanzas: Element[]): void {
    for (const handler of [...this.#unacknowledged]) handler(stanzas);
  }
}

function add<T>(handlers: Set<T>, handler: T): Disposer {
  handlers.add(handler);
  return () => handlers.delete(handler);
}

/** Stanzas are of jabber:client, as on a real stream. */
export function read(xml: string): Element {
  const stanza = parseXml(xml.replace(/^<(\w+)/, '<$1 xmlns="jabber:client"'));
  if (!stanza) throw new Error(`no XML: ${xml}`);
  return stanza;
}
