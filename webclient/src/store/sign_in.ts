import { type Credentials, NotSignedIn } from '../xmpp/connection';

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

/** Whole seconds, and the answer's way here. */
const TOLERATED_MS = 2_000;

function aheadOf(date: string | null): number {
  const ahead = Date.parse(date ?? '') - Date.now();
  return Math.abs(ahead) > TOLERATED_MS ? ahead : 0;
}

/** The portal's answers that this client uses. All throw NotSignedIn when the session has ended. */
export class Portal {
  #session: Session | null = null;

  async session(): Promise<Session> {
    const answer = await ask('session');
    const ahead = aheadOf(answer.headers.get('Date'));
    this.#session = { ...(await answer.json()), ahead } as Session;
    return this.#session;
  }

  /** A password of one use. */
  async credentials(): Promise<Credentials> {
    const answer = await this.#change('POST', 'token');
    const { jid, token, websocket } = await answer.json();
    return { jid, password: token, websocket: throughHere(websocket) };
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

  /** The token for changes ends before the session does: then another is asked for, once. */
  async #change(method: 'POST' | 'DELETE', path: string): Promise<Response> {
    const act = async () => {
      const { csrf_token } = this.#session ?? (await this.session());
      return ask(path, { method, headers: { 'X-CSRFToken': csrf_token } });
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

async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(`/api/v1/${path}`, { ...options, signal, cache: 'no-store' });
  if (answer.status === 401) throw new NotSignedIn();
  if (!answer.ok) throw new PortalRefused(answer.status);
  return answer;
}
