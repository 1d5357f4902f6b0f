/** What comes goes to whoever listens; what is asked is answered, if need be with a refusal. */
import { standardAnswer } from './answers';
import type { Disposer } from './connection';
import { isQuestion } from './iq';
import { Listeners } from './listeners';
import type { Requests } from './requests';
import { errorReply } from './stanza_error';
import { withinDepth } from './xml';

export type StanzaName = 'message' | 'presence' | 'iq';

export class Stanzas {
  readonly #listeners = {
    message: new Listeners<Element>(),
    presence: new Listeners<Element>(),
    iq: new Listeners<Element>(),
  };
  readonly #requests: Requests;
  readonly #reply: (answer: Element) => void;
  /** The id of the question that is being dispatched, until it is answered. */
  #question: string | null = null;

  constructor(requests: Requests, reply: (answer: Element) => void) {
    this.#requests = requests;
    this.#reply = reply;
  }

  on(name: StanzaName, listener: (stanza: Element) => void): Disposer {
    return this.#listeners[name].add(listener);
  }

  /** `own`: the own full JID. What is deeper than any stanza of this server is seen by nobody. */
  came(stanza: Element, own: string): void {
    if (!withinDepth(stanza)) return;
    const name = stanza.localName;
    if (name === 'message' || name === 'presence') this.#listeners[name].tell(stanza);
    else if (name === 'iq' && isQuestion(stanza)) this.#asked(stanza);
    else if (name === 'iq') this.#requests.answer(stanza, own);
  }

  /** To be called for everything that is sent: it may be the answer that is waited for. */
  sent(stanza: Element): void {
    const answer = stanza.localName === 'iq' && !isQuestion(stanza);
    if (answer && stanza.getAttribute('id') === this.#question) this.#question = null;
  }

  #asked(question: Element): void {
    this.#question = question.getAttribute('id');
    this.#listeners.iq.tell(question);
    if (this.#question === null) return;
    this.#reply(standardAnswer(question) ?? errorReply(question, 'cancel', 'service-unavailable'));
  }
}
