import { publishBookmark, renameBookmark, retractBookmark } from '../xmpp/bookmarking';
import { BOOKMARKS } from '../xmpp/bookmarks';
import type { Connection } from '../xmpp/connection';
import { itemRequest, parseItems, publishPrivately } from '../xmpp/pep';

/** The own bookmarks of rooms, one at a time; what others have put into them stays. */
export class BookmarkActs {
  readonly #connection: Connection;
  readonly #own: string;

  constructor(connection: Connection, own: string) {
    this.#connection = connection;
    this.#own = own;
  }

  async add(room: string, name: string | null): Promise<void> {
    await this.#connection.request(publishBookmark(room, await this.#known(room), name));
  }

  async rename(room: string, name: string): Promise<void> {
    const known = await this.#known(room);
    if (known && known.getAttribute('name') !== name)
      await this.#connection.request(renameBookmark(room, known, name));
  }

  /** Answers with what puts it back. */
  async remove(room: string): Promise<() => Promise<void>> {
    const known = await this.#known(room);
    await this.#connection.request(retractBookmark(room));
    return async () => {
      if (known) await this.#connection.request(publishPrivately(BOOKMARKS, room, known));
      else await this.add(room, null);
    };
  }

  async #known(room: string): Promise<Element | null> {
    const answer = await this.#connection.request(itemRequest(BOOKMARKS, room)).catch(() => null);
    const [item] = answer ? parseItems(answer, BOOKMARKS, this.#own) : [];
    return item?.payload ?? null;
  }
}
