import type { Session } from './sign_in';

const KEY = 'stoa session';
/** The portal's cookie, however it is reached (`admin/settings.py`). */
const PERSON = /^(?:__Host-stoa|stoa|stoa-\d+)-person=(.*)$/;

/**
 * Who was signed in here when the portal was asked last, if its cookie (`admin/own_page.py`) says that
 * they still are: their page is shown before the portal is asked again.
 */
export function remembered(): Session | null {
  try {
    const session: Session | null = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    const people = document.cookie.split('; ').map((cookie) => PERSON.exec(cookie)?.[1]);
    return session && people.includes(session.localpart) ? session : null;
  } catch {
    return null; // no storage, nobody
  }
}

export function remember(session: Session): void {
  try {
    if (!session.shared) localStorage.setItem(KEY, JSON.stringify({ ...session, csrf_token: '' }));
  } catch {
    // asked again
  }
}
