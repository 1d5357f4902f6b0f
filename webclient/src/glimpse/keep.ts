import type { Kept, Picture } from './kept';

/** As in store/remembered.ts: nobody is remembered where others use the computer. */
const SESSION = 'stoa session';
/** To show more would take as long as the page does. */
const MOST_CHARACTERS = 300_000;

/** In place of the one before; null: none. */
export function keep(key: string, of: string | null, picture: Picture | null): void {
  try {
    const known = of && localStorage.getItem(SESSION) !== null;
    if (known && picture && picture.html.length <= MOST_CHARACTERS)
      localStorage.setItem(key, JSON.stringify({ ...picture, of } satisfies Kept));
    else localStorage.removeItem(key);
  } catch {
    // no storage, nothing to be shown
  }
}
