import type { Around, Hit, HitMark, HitOrder, HitPage, Said, SearchActs } from './act_types';
import { nameOf } from './names';
import { ofOwn } from './owner';
import type { Parts } from './parts';
import type { Preview } from './types';

/** As many are shown at once. */
const PAGE = 20;
const AROUND = 2;

/** As `GET /api/v1/search` says. */
interface Answer {
  readonly owner: string;
  readonly total: number;
  readonly hits: readonly AnsweredHit[];
  readonly next: string | null;
}

interface AnsweredHit extends Authored {
  readonly conversation: {
    readonly id: string;
    readonly kind: 'direct' | 'room' | 'private';
    readonly name: string;
  };
  readonly at: string;
  readonly snippet: string;
  /** In characters, which are one or two units here. */
  readonly marks: readonly HitMark[];
}

interface Authored {
  readonly id: string;
  readonly sender: string;
  readonly nick: string;
  readonly kind: string;
}

/** As `GET /api/v1/conversations/{address}/messages` says. */
interface Page {
  readonly messages: readonly (Authored & {
    readonly body: string;
    readonly retracted_at: string | null;
  })[];
}

export class StoredSearchActs implements SearchActs {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async find(query: string, order: HitOrder, after: string | null): Promise<HitPage> {
    const asked = new URLSearchParams({ q: query, order, limit: String(PAGE) });
    if (after !== null) asked.set('after', after);
    const answer: Answer = await this.#read(`search?${asked}`);
    const { hits, next, total } = ofOwn(this.#parts.own, answer);
    return { total, next, hits: hits.map((each) => this.#hit(each)) };
  }

  async around({ id, place }: Hit): Promise<Around> {
    const where = `conversations/${encodeURIComponent(place.address ?? '')}/messages`;
    const page = async (side: string) => {
      const { messages }: Page = await this.#read(`${where}?${side}=${id}&limit=${AROUND}`);
      const said = messages.filter((each) => each.retracted_at === null);
      return said.map((each): Said => ({ ...this.#authored(each), text: each.body }));
    };
    const [before, after] = await Promise.all([page('before'), page('after')]);
    return { before, after };
  }

  async #read<T>(path: string): Promise<T> {
    return (await this.#parts.portal.request(path)).json();
  }

  #hit(found: AnsweredHit): Hit {
    const { at, conversation, marks, nick, sender, snippet } = found;
    const { own, people } = this.#parts;
    const room = conversation.kind === 'room';
    const address = addressOf(conversation, sender === own ? '' : nick);
    if (conversation.kind === 'direct') this.#called(conversation.id, conversation.name);
    people.learn(sender);
    return {
      ...this.#authored(found),
      at: Date.parse(at),
      snippet,
      marks: inUnits(snippet, marks),
      place: {
        address,
        room,
        name: conversation.name || nameOf(address ?? conversation.id),
        get picture() {
          return room ? null : people.pictureOf(conversation.id);
        },
      },
    };
  }

  /** What the archive calls somebody of whom nothing was known. */
  #called(address: string, name: string): void {
    const { people } = this.#parts;
    if (name && !people.names.has(address)) people.called([[address, name]]);
    people.learn(address);
  }

  #authored({ id, kind, nick, sender }: Authored) {
    const { own, people } = this.#parts;
    const author: Hit['author'] = {
      address: sender,
      get name() {
        return people.names.get(sender) ?? (nick || nameOf(sender));
      },
      get picture() {
        return people.pictureOf(sender);
      },
    };
    return { id, author, own: sender === own, kind: kindOf(kind) };
  }
}

function kindOf(kind: string): Preview['kind'] {
  return kind === 'system' ? 'notice' : (kind as Preview['kind']);
}

/** What is said privately in a room is with an occupant, who is known only by what they have said. */
function addressOf({ id, kind }: AnsweredHit['conversation'], nick: string): string | null {
  if (kind !== 'private') return id;
  return nick ? `${id.split(':')[0]}/${nick}` : null;
}

function inUnits(text: string, marks: readonly HitMark[]): readonly HitMark[] {
  if (marks.length === 0) return marks;
  const offsets = [0];
  for (const sign of text) offsets.push((offsets.at(-1) ?? 0) + sign.length);
  const at = (place: number) => offsets[place] ?? text.length;
  return marks.map(({ begin, end }) => ({ begin: at(begin), end: at(end) }));
}
