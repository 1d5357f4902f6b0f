import { NotSignedIn } from '../xmpp/connection';
import { ask, type Session } from './sign_in';

/** A change, below /api/v1, with a token of its own; `body` is sent as JSON, or as the bytes it is: parts that change something once in a while. */
export async function change(
  own: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const { csrf_token } = await session(own);
  const binary = body instanceof Blob;
  const type = binary ? body.type : 'application/json';
  const headers = { 'X-CSRFToken': csrf_token, 'Content-Type': type };
  const sent = body === undefined ? {} : { body: binary ? body : JSON.stringify(body) };
  return ask(path, { method, headers, ...sent });
}

export async function read<T>(own: string, path: string): Promise<T> {
  await session(own);
  return (await ask(path)).json();
}

/** Throws NotSignedIn also where somebody else than `own` has signed in here since. */
async function session(own: string): Promise<Session> {
  const found: Session = await (await ask('session')).json();
  if (found.jid !== own) throw new NotSignedIn();
  return found;
}
