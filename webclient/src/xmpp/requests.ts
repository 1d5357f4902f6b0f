/** Questions that wait for their answer (RFC 6120 section 8.2.3 and, who may answer, 8.1.2.1). */
import { ConnectionLost, RequestRefused, RequestTimeout } from './connection';
import { isOwn, parseJid } from './jid';
import { parseStanzaError } from './stanza_error';

interface Pending {
  readonly to: string | null;
  readonly timer: ReturnType<typeof setTimeout>;
  resolve(answer: Element): void;
  reject(reason: Error): void;
}

export class Requests {
  readonly #pending = new Map<string, Pending>();

  wait(id: string, to: string | null, timeoutMs: number): Promise<Element> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#take(id)?.reject(new RequestTimeout()), timeoutMs);
      this.#pending.set(id, { to, timer, resolve, reject });
    });
  }

  /** An answer from anybody but who was asked is none. `own`: the own full JID. */
  answer(iq: Element, own: string): void {
    const id = iq.getAttribute('id') ?? '';
    const asked = this.#pending.get(id);
    if (!asked || !mayAnswer(asked.to, iq.getAttribute('from'), own)) return;
    const error = parseStanzaError(iq);
    const pending = this.#take(id);
    if (error) pending?.reject(new RequestRefused(error, iq));
    else pending?.resolve(iq);
  }

  /** Gives up all but those that have not been sent yet. */
  lose(unsent: ReadonlySet<string>): void {
    for (const id of [...this.#pending.keys()]) {
      if (!unsent.has(id)) this.#take(id)?.reject(new ConnectionLost());
    }
  }

  #take(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    clearTimeout(pending?.timer);
    this.#pending.delete(id);
    return pending;
  }
}

function mayAnswer(asked: string | null, from: string | null, own: string): boolean {
  const answers = parseJid(from)?.full;
  if (asked === null || isOwn(asked, own)) return isOwn(from, own) || answers === own;
  return answers === parseJid(asked)?.full;
}
