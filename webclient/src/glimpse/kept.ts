/** How the page looked, kept in this browser beside all that was shown there. */

/** As in store/acts.ts, where it is forgotten too. */
export const KEY = 'stoa glimpse';
/** The portal says in a cookie whose page may be shown before it is asked (`admin/own_page.py`). */
const PERSON = /(?:^|; )([^=;]+-person=[^;]+)/;

export interface Picture {
  /** `data-look` of the page's root. */
  readonly look: string;
  readonly html: string;
}

export interface Kept extends Picture {
  readonly of: string;
}

/** Null unless it is this person's, of this place, version of the page and size of the window. */
export function kept(version: string): Picture | null {
  try {
    const found: Kept | null = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return found && found.of === whose(version) ? found : null;
  } catch {
    return null;
  }
}

/** Null while nobody is signed in. */
export function whose(version: string): string | null {
  const person = PERSON.exec(document.cookie)?.[1];
  return person ? [person, version, innerWidth, innerHeight, window.location.hash].join(' ') : null;
}
