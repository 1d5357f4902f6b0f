/** XEP-0402 PEP Native Bookmarks, version 1.2.0. #publish #remove: what `bookmarks.ts` reads. */
import { BOOKMARKS } from './bookmarks';
import { publishPrivately, retractItem } from './pep';
import { element } from './xml';

/** `known`: the bookmark as it is, of which everything else stays (#extensions). */
export function publishBookmark(room: string, known: Element | null, name: string | null): Element {
  const conference =
    (known?.cloneNode(true) as Element | undefined) ?? element('conference', BOOKMARKS);
  conference.setAttribute('autojoin', 'true');
  if (name && !conference.getAttribute('name')) conference.setAttribute('name', name);
  return publishPrivately(BOOKMARKS, room, conference);
}

export function renameBookmark(room: string, known: Element, name: string): Element {
  const conference = known.cloneNode(true) as Element;
  conference.setAttribute('name', name);
  return publishPrivately(BOOKMARKS, room, conference);
}

export const retractBookmark = (room: string): Element => retractItem(BOOKMARKS, room);
