import { vi } from 'vitest';
import { Arrivals } from '../../xmpp/testing/server';
import type { Loopback } from './loopback';

const UPLOAD = 'urn:xmpp:http:upload:0';

/** What uploads files in the tests: slots over a stream, and what a browser puts there. */
export class FileService {
  /** Names in the order in which slots were asked for. */
  readonly asked: string[] = [];
  /** Instead of a slot; XML of the child `error`. */
  refusal: string | null = null;
  /** What it says of each file, beside that it is ready. */
  about: Readonly<Record<string, unknown>> = {};
  readonly #puts = new Arrivals<Put>();

  /** From now on, for this test. */
  open(): void {
    const puts = this.#puts;
    vi.stubGlobal(
      'XMLHttpRequest',
      class extends Put {
        override send(file: File) {
          super.send(file);
          puts.add(this);
        }
      },
    );
    vi.stubGlobal('fetch', async () => Response.json({ state: 'ready', ...this.about }));
  }

  serve(connection: Loopback): void {
    connection.answers.unshift((iq) => this.#answer(iq));
  }

  /** The next file that is put. */
  put(): Promise<Put> {
    return this.#puts.next();
  }

  /** Where the nth file that was asked for is. */
  link(nth: number, secret = 'YWRh.q83vEjRWeJCrze8SNFZ4kA'): string {
    const id = `3f2a9c1e-6d0b-4f8e-9a77-${String(nth).padStart(12, '0')}`;
    return `${location.origin}/files/${id}/${secret}/${encodeURIComponent(this.asked[nth] ?? '')}`;
  }

  #answer(iq: Element): string | null {
    const request = iq.firstElementChild;
    if (request?.namespaceURI !== UPLOAD) return null;
    if (this.refusal !== null) return `<iq type="error">${this.refusal}</iq>`;
    const nth = this.asked.push(request.getAttribute('filename') ?? '') - 1;
    const put = this.link(nth, 'put.q83vEjRWeJCrze8SNFZ4kA');
    return `<iq type="result"><slot xmlns="${UPLOAD}"><put url="${put}"/><get url="${this.link(nth)}"/></slot></iq>`;
  }
}

/** A request as `putFile` makes it; the test is the network. */
export class Put extends EventTarget {
  readonly upload = new EventTarget();
  status = 0;
  responseText = '';
  url = '';
  file: File | null = null;
  aborted = false;

  open(_method: string, url: string): void {
    this.url = url;
  }

  setRequestHeader(): void {}

  send(file: File): void {
    this.file = file;
  }

  abort(): void {
    this.aborted = true;
    this.answer(0);
  }

  sent(loaded: number): void {
    this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded }));
  }

  /** 0: the connection breaks. */
  answer(status: number, text = ''): void {
    Object.assign(this, { status, responseText: text });
    this.dispatchEvent(new Event('loadend'));
  }
}
