import { RequestRefused } from '../xmpp/connection';
import { safeName } from '../xmpp/file_metadata';
import { parseSlot, parseTooLarge, type Slot, slotRequest } from '../xmpp/upload';
import { type About, aboutFile } from './about_file';
import type { StoredConversation } from './conversation.svelte';
import { lookAt } from './look_at_file';
import type { Parts } from './parts';
import { FILE_ERRORS, type Progress } from './progress.svelte';
import { NotPut, putFile } from './put_file';
import { typeOf } from './shared_files';
import type { Attachment, Conversation } from './types';

/** More would not be faster, and one large file does not hold up the small ones. */
const AT_ONCE = 3;
/** What goes wrong on a connection that is there is tried again after so long, and then given up. */
const AGAIN_AFTER_MS = [1_000, 5_000, 15_000];
const SLOT_WITHIN_MS = 15_000;
/** How often a file's state is asked for; what is held for longer, recipients wait for as well. */
const CHECKS = 3;
const MOST_NAME_BYTES = 255;

type Needed = Pick<Parts, 'connection' | 'database' | 'domain' | 'outbox'>;
type How = NonNullable<Parameters<Conversation['share']>[1]>;

/** Trying again changes nothing. */
class Final extends Error {
  override name = 'Final';
}

/** Files on their way to the server. Each that is there is handed to the outbox, which sends it. */
export class Uploads {
  readonly #parts: Needed;
  /** In the order in which they were shared. */
  readonly #waiting = new Map<string, StoredConversation>();
  readonly #running = new Map<string, AbortController>();

  constructor(parts: Needed) {
    this.#parts = parts;
  }

  async share(of: StoredConversation, files: readonly File[], how: How = {}): Promise<void> {
    const seen = await Promise.all(files.map((file) => seenFile(file, how)));
    const { database, outbox } = this.#parts;
    of.eraseLine();
    for (const { file, attachment, preview } of seen) {
      const key = outbox.share(of, attachment, (key) => {
        Object.assign(of.progressOf(key), { file, preview });
      });
      void database.keepFile(key, file);
    }
  }

  wanted(of: StoredConversation, key: string): void {
    if (!this.#running.has(key)) this.#waiting.set(key, of);
    this.#next();
  }

  stop(key: string | null): void {
    for (const each of key === null ? [...this.#running.keys(), ...this.#waiting.keys()] : [key]) {
      this.#waiting.delete(each);
      this.#running.get(each)?.abort();
      this.#running.delete(each);
    }
  }

  #next(): void {
    for (const [key, of] of this.#waiting) {
      if (this.#running.size >= AT_ONCE || this.#parts.connection.state.kind !== 'online') return;
      this.#waiting.delete(key);
      const abort = new AbortController();
      this.#running.set(key, abort);
      void this.#run(of, key, abort.signal).finally(() => {
        if (this.#running.get(key) === abort) this.#running.delete(key);
        this.#next();
      });
    }
  }

  /** Never rejects: what becomes of a file is said to the outbox. */
  async #run(of: StoredConversation, key: string, signal: AbortSignal): Promise<void> {
    const progress = of.progressOf(key);
    try {
      const file = progress.file ?? (await this.#kept(key, progress));
      const uploaded = await this.#persist(file, progress, signal);
      signal.throwIfAborted();
      progress.file = null;
      this.#parts.outbox.uploaded(of, key, uploaded);
    } catch (error) {
      if (!signal.aborted) this.#failed(of, key, error);
    } finally {
      progress.state = 'waiting';
    }
  }

  /** Without a connection it only waits. */
  #failed(of: StoredConversation, key: string, error: unknown): void {
    if (!(error instanceof Final) && this.#parts.connection.state.kind !== 'online') return;
    const reason = error instanceof Final ? error.message : FILE_ERRORS.network;
    this.#parts.outbox.failed(of, key, reason);
  }

  async #kept(key: string, progress: Progress): Promise<File> {
    const kept = await this.#parts.database.file(key);
    if (!kept) throw new Final(FILE_ERRORS.gone);
    const { preview } = await lookAt(kept, mediaTypeOf(kept));
    Object.assign(progress, { file: kept, preview });
    return kept;
  }

  /** Again and again, as long as there is a connection; without one it waits for the next (`wanted`). */
  async #persist(
    file: File,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Partial<Attachment>> {
    for (const pause of [...AGAIN_AFTER_MS, null]) {
      try {
        return await this.#upload(file, progress, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Final || this.#parts.connection.state.kind !== 'online') throw error;
        if (pause === null) throw new Final(textOf(error) ?? FILE_ERRORS.network);
        await passed(pause, signal);
      }
    }
    throw new Final(FILE_ERRORS.network);
  }

  async #upload(file: File, progress: Progress, signal: AbortSignal): Promise<Partial<Attachment>> {
    progress.sent = 0;
    progress.state = 'uploading';
    const slot = await this.#slot(file);
    signal.throwIfAborted();
    await putFile(slot, file, (bytes) => (progress.sent = bytes), signal);
    progress.sent = file.size;
    progress.state = 'checking';
    const about = await checked(slot.get, signal);
    if (about?.state === 'refused')
      throw new Final(`${FILE_ERRORS.refused} ${about.refusal ?? ''}`.trim());
    return { ...about?.facts, url: slot.get };
  }

  async #slot(file: File): Promise<Slot> {
    if (file.size === 0) throw new Final(FILE_ERRORS.empty);
    const { connection, domain } = this.#parts;
    const wish = { name: fitting(file.name), size: file.size, mediaType: mediaTypeOf(file) };
    const request = slotRequest(`upload.${domain}`, wish);
    const answer = await connection
      .request(request, { timeoutMs: SLOT_WITHIN_MS })
      .catch((error) => {
        throw refusalOf(error) ?? error;
      });
    const slot = parseSlot(answer);
    if (!slot) throw new Final(FILE_ERRORS.network);
    return { ...slot, put: throughHere(slot.put) };
  }
}

/** What the service means for good; a service that is not there may come back. */
function refusalOf(error: unknown): Final | null {
  if (!(error instanceof RequestRefused)) return null;
  const tooLarge = error.answer && parseTooLarge(error.answer);
  if (tooLarge) return new Final(`${FILE_ERRORS.tooLarge} ${tooLarge.most ?? ''}`.trim());
  const { condition, text } = error.error;
  const away = ['service-unavailable', 'remote-server-not-found', 'remote-server-timeout'];
  return away.includes(condition) ? null : new Final(text ?? condition);
}

/** A slot that was used or is over is asked for anew; what else the server says will not change. */
function textOf(error: unknown): string | null {
  return error instanceof NotPut && error.text !== '' && error.status < 500 ? error.text : null;
}

async function checked(url: string, signal: AbortSignal): Promise<About | null> {
  let about: About | null = null;
  for (let asked = 0; asked < CHECKS; asked++) {
    about = await aboutFile(throughHere(url), signal);
    if (about === null || about.state !== 'held') break;
  }
  return about;
}

async function seenFile(file: File, how: How) {
  const mediaType = mediaTypeOf(file);
  const { preview, ...looks } = await lookAt(file, mediaType);
  const attachment: Attachment = Object.freeze({
    url: '',
    ours: true,
    name: fitting(file.name),
    mediaType,
    size: file.size,
    ...looks,
    ...(how.durationMs !== undefined && { durationMs: Math.round(how.durationMs) }),
    voice: how.voice ?? false,
  });
  return { file, attachment, preview };
}

/** Without parameters, which are no part of what a file is. */
function mediaTypeOf(file: File): string {
  return file.type.split(';', 1)[0]?.trim().toLowerCase() || typeOf(file.name);
}

/** The server takes names of 255 bytes; what a name ends with says what the file is. */
function fitting(text: string): string {
  const name = safeName(text) || 'file';
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot).slice(0, 20) : '';
  let stem = [...name.slice(0, name.length - ending.length)];
  const bytes = () => new TextEncoder().encode(stem.join('') + ending).length;
  while (bytes() > MOST_NAME_BYTES) stem = stem.slice(0, -1);
  return stem.join('') + ending;
}

/** The same place at the origin of this page: in development another than the server knows. */
function throughHere(url: string): string {
  return window.location.origin + new URL(url).pathname;
}

function passed(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, aborted) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      aborted(signal.reason);
    });
  });
}
