/** XEP-0363 HTTP File Upload, version 1.2.0. #upload */
import type { Slot } from '../xmpp/upload';

/** No byte for so long: the connection is dead, and nobody says so. */
const SILENT_MS = 60_000;
const CREATED = 201;

/** The server's answer is no success; 0: there was none. */
export class NotPut extends Error {
  override name = 'NotPut';
  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`The upload has ended with ${status}`);
  }
}

/** `fetch` does not tell how much of a body is sent. Rejects with `NotPut`, or why it was aborted. */
export function putFile(
  { put, headers }: Slot,
  file: File,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const request = new XMLHttpRequest();
  const silence = new Silence(() => request.abort());
  const done = new Promise<void>((answered, failed) => {
    request.upload.addEventListener('progress', ({ loaded }) => {
      silence.broken();
      onSent(Math.min(loaded, file.size));
    });
    request.addEventListener('loadend', () => {
      const { status } = request;
      if (signal.aborted) failed(signal.reason);
      else if (status === CREATED) answered();
      else failed(new NotPut(status, status === 0 ? '' : request.responseText.trim()));
    });
  });
  const abort = () => request.abort();
  signal.addEventListener('abort', abort);
  request.open('PUT', put);
  for (const [name, value] of headers) request.setRequestHeader(name, value);
  request.send(file);
  return done.finally(() => {
    silence.over();
    signal.removeEventListener('abort', abort);
  });
}

class Silence {
  readonly #onLong: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onLong: () => void) {
    this.#onLong = onLong;
    this.broken();
  }

  broken(): void {
    this.over();
    this.#timer = setTimeout(this.#onLong, SILENT_MS);
  }

  over(): void {
    clearTimeout(this.#timer);
  }
}
