import { type Credentials, NotSignedIn } from '../xmpp/connection';
import { TOLERATED_MS } from './clock';
import { remember } from './remembered';

/** Who is signed in, as the portal says (GET /api/v1/session). */
export interface Session {
  readonly jid: string;
  readonly localpart: string;
  readonly name: string;
  readonly domain: string;
  readonly administrator: boolean;
  readonly picture: string | null;
  readonly csrf_token: string;
  readonly websocket: string;
  /** When one has to sign in again, as ISO 8601. */
  readonly expires_at: string;
  /** Others use this computer: nothing stays on it. */
  readonly shared: boolean;
  /** How much later it is at the server than on this computer, in ms; 0 for what seconds cannot tell. */
  readonly ahead: number;
}

/** Somebody of the directory (GET /api/v1/people). */
export interface Person {
  readonly jid: string;
  readonly name: string;
  readonly picture: string | null;
}

/** A connection that died in silence, with a closed lid, would keep a request for minutes. */
const ANSWER_WITHIN_MS = 15_000;

export const SIGN_IN = '/account/sign-in?next=/';

/** The same place at the origin of this page: in development another than the portal knows. */
const throughHere = (websocket: string) =>
  window.location.origin.replace(/^http/, 'ws') + new URL(websocket).pathname;

function aheadOf(date: string | null): number {
  const ahead = Date.parse(date ?? '') - Date.now();
  return Math.abs(ahead) > TOLERATED_MS ? ahead : 0;
}

/** The portal's answers that this client uses. All throw NotSignedIn when the session has ended. */
export class Portal {
  #account: string | null;
  #csrf = '';

  /** `account`: the only one that may be signed in here. */
  constructor(account: string | null = null) {
    this.#account = account;
  }

  async session(): Promise<Session> {
    const answer = await ask('session');
    const ahead = aheadOf(answer.headers.get('Date'));
    const session = { ...(await answer.json()), ahead } as Session;
    // Somebody else has signed in since: nothing of this page is theirs.
    if (this.#account && this.#account !== session.jid) throw new NotSignedIn();
    this.#account = session.jid;
    this.#csrf = session.csrf_token;
    remember(session);
    return session;
  }

  /** A password of one use; `ahead` as in `Session`. */
  async credentials(): Promise<Credentials & { readonly ahead: number }> {
    const answer = await this.#change('POST', 'token');
    const { jid, token, websocket } = await answer.json();
    const ahead = aheadOf(answer.headers.get('Date'));
    return { jid, password: token, websocket: throughHere(websocket), ahead };
  }

  /** A hundred at once at most; who is unknown is left out. */
  async people(localparts: readonly string[]): Promise<readonly Person[]> {
    const asked = new URLSearchParams({ localparts: localparts.join(','), limit: '100' });
    return (await (await ask(`people?${asked}`)).json()).people;
  }

  async signOut(): Promise<void> {
    await this.#change('DELETE', 'session').catch((error) => {
      if (!(error instanceof NotSignedIn)) throw error;
    });
  }

  /** What a part of the page asks that is loaded later. Rejects with PortalRefused. */
  request(path: string, method: 'GET' | 'PUT' | 'DELETE' = 'GET', body?: unknown) {
    return method === 'GET' ? ask(path) : this.#change(method, path, body);
  }

  /** The token for changes ends before the session does: then another is asked for, once. */
  async #change(method: string, path: string, content?: unknown): Promise<Response> {
    const body = content === undefined ? null : JSON.stringify(content);
    const act = async () => {
      if (!this.#csrf) await this.session();
      const headers = { 'X-CSRFToken': this.#csrf, 'Content-Type': 'application/json' };
      return ask(path, { method, headers, body, keepalive: true }); // also when the page is left
    };
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof PortalRefused) || ![400, 403].includes(error.status)) throw error;
      await this.session();
      return act();
    }
  }
}

/** An answer of the portal that is no success. */
export class PortalRefused extends Error {
  override name = 'PortalRefused';
  constructor(readonly status: number) {
    super(`The portal answered ${status}`);
  }
}

/** Below /api/v1. Throws NotSignedIn, and PortalRefused for any other answer than a success. */
export async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(`/api/v1/${path}`, { ...options, signal, cache: 'no-store' });
  if (answer.status === 401) throw new NotSignedIn();
  if (!answer.ok) throw new PortalRefused(answer.status);
  return answer;
}
