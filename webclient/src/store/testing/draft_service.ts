import { PortalRefused } from '../sign_in';

interface Draft {
  readonly conversation: string;
  readonly body: string;
  readonly reply_id: string | null;
  readonly mentions: readonly { address: string; begin: number; end: number }[];
  readonly version: string;
  readonly changed_at: string;
}

type Wanted = Pick<Draft, 'body'> & Partial<Draft> & { version: string | null };

/** Drafts as the portal keeps them (admin/api/drafts.py). */
export class DraftService {
  readonly kept = new Map<string, Draft>();
  owner = 'ada';
  /** What was asked, as `PUT grace@localhost`. */
  readonly asked: string[] = [];
  /** In place of answers: a status, or 0 for no connection. */
  failing: number | null = null;
  /** When an answer may come. */
  before: Promise<unknown> = Promise.resolve();
  #version = 1_000;

  async request(path: string, method = 'GET', body?: unknown): Promise<Response> {
    const { pathname, searchParams } = new URL(path, 'http://localhost/');
    const address = decodeURIComponent(pathname.replace(/^\/drafts\/?/, ''));
    this.asked.push(`${method} ${address}`.trim());
    await this.before;
    if (this.failing === 0) throw new TypeError('Failed to fetch');
    if (this.failing !== null) throw new PortalRefused(this.failing);
    if (method === 'GET')
      return Response.json({ owner: this.owner, drafts: [...this.kept.values()] });
    if (method === 'PUT') return Response.json(this.#put(address, body as Wanted));
    this.#drop(address, searchParams.get('version'));
    return new Response(null, { status: 204 });
  }

  /** By another device, at this time. */
  write(conversation: string, body: string, at = Date.now() + 1_000, more: Partial<Draft> = {}) {
    const kept = { conversation, body, reply_id: null, mentions: [], ...more };
    const version = String(++this.#version);
    this.kept.set(conversation, { ...kept, version, changed_at: new Date(at).toISOString() });
  }

  #put(address: string, wanted: Wanted): Draft {
    const known = this.kept.get(address);
    const { version, ...content } = wanted;
    if (known?.body === wanted.body && known.version !== version) return known;
    if ((known?.version ?? null) !== version) throw new PortalRefused(409);
    this.write(address, wanted.body, Date.now(), content);
    return this.kept.get(address) as Draft;
  }

  #drop(address: string, version: string | null): void {
    const known = this.kept.get(address);
    if (!known) throw new PortalRefused(404);
    if (known.version !== version) throw new PortalRefused(409);
    this.kept.delete(address);
  }
}
