import type { Connection } from '../xmpp/connection';
import {
  type InboxEntry,
  type InboxPage,
  inboxQuery,
  parseInboxEntry,
  parseInboxPage,
} from '../xmpp/inbox';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import { orderOf } from './entry';
import type { Keeper } from './keeper';
import type { Listed } from './listed';
import { titleOf } from './names';
import type { People } from './people.svelte';
import type { Reading } from './reading';
import type { ConversationSource } from './types';

/** As many as the server gives at once. */
const PAGE = 50;
/** Contacts and rooms do not wait longer for an archive that hangs. */
const ANSWER_WITHIN_MS = 10_000;
/** The archive knows of a message soon after it has come. */
const SOON_MS = 1_000;

export interface ListingParts {
  readonly connection: Connection;
  readonly own: string;
  readonly conversations: Conversations;
  readonly people: People;
  readonly keeper: Keeper;
  readonly reading: Reading;
}

type State = ConversationSource['state'];

interface Read {
  readonly page: InboxPage;
  readonly entries: readonly InboxEntry[];
}

/**
 * The conversations that the archive knows, the last active first (XEP-0430): a page when a stream
 * begins, the others as they are wanted. From then on the stream says what happens in them.
 */
export class Listing {
  #state: State = 'unknown';
  readonly #parts: ListingParts;
  readonly #tell: (state: State) => void;
  #after: string | null = null;
  #complete = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ListingParts, tell: (state: State) => void) {
    this.#parts = parts;
    this.#tell = tell;
  }

  /** What is at the front now, as far as it is news. Rejects as `Connection.request` does. */
  async first(): Promise<void> {
    this.#become(this.#complete ? 'complete' : 'loading');
    try {
      for (let after: string | null = null; ; after = this.#after) {
        const { page, entries } = await this.#read(after);
        const news = entries.filter((each) => this.#learn(each)).length;
        this.#reached(page, entries.length);
        if (!this.#complete || news < entries.length || this.#after === null) break;
      }
    } catch (error) {
      this.#become(this.#complete ? 'complete' : 'failed');
      throw error;
    }
    this.#become(this.#complete ? 'complete' : 'more');
  }

  /** The next page; `state` says what became of it. */
  async more(): Promise<void> {
    if (this.#state !== 'more' && this.#state !== 'failed') return;
    this.#become('loading');
    try {
      const { page, entries } = await this.#read(this.#after);
      for (const each of entries) this.#learn(each);
      this.#reached(page, entries.length);
      this.#become(this.#complete ? 'complete' : 'more');
    } catch {
      this.#become('failed');
    }
  }

  /** Something has happened that only the archive understands. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#parts.connection.state.kind === 'online') this.first().catch(() => undefined);
    }, SOON_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #become(state: State): void {
    this.#state = state;
    this.#tell(state);
  }

  #reached({ index, count, last }: InboxPage, length: number): void {
    const end = last === null || index + length >= count;
    this.#after = end ? null : last;
    this.#complete ||= end;
  }

  async #read(after: string | null): Promise<Read> {
    const { connection, own } = this.#parts;
    const entries: InboxEntry[] = [];
    const dispose = connection.onStanza('message', (stanza) => {
      const entry = parseInboxEntry(stanza, own);
      if (entry) entries.push(entry);
    });
    try {
      const asked = inboxQuery(after === null ? { max: PAGE } : { max: PAGE, after });
      const page = parseInboxPage(
        await connection.request(asked, { timeoutMs: ANSWER_WITHIN_MS }),
        own,
      );
      return { page: page ?? { last: null, index: 0, count: 0 }, entries };
    } finally {
      dispose();
    }
  }

  /** Whether it is news. Rooms are ours by their bookmarks, and are told of when they have one. */
  #learn(entry: InboxEntry): boolean {
    const { conversations, keeper, own, people } = this.#parts;
    const { conversation: address, isRoom, name, readTo } = entry;
    const listed = listedOf(entry, own);
    const standing = conversations.standing(address);
    if (!listed) return false;
    const news = !sameListed(standing.listed, listed);
    standing.listed = listed;
    // Who looks at it reads it themselves, also what is on its way: its authors want to be told.
    if (!conversations.get(address)?.attended)
      conversations.displayedUpTo(address, orderOf(readTo) ?? 0);
    const of = isRoom ? conversations.get(address) : conversations.with(address);
    if (isRoom && of?.name === titleOf(address) && name) of.name = name;
    if (!isRoom && name) people.called([[address, name]]);
    if (!isRoom) people.learn(address);
    if (of && news) keeper.changed(of);
    if (of && listed.unread > 0) this.#readBefore(of, listed.readTo);
    return news;
  }

  /** What was read here, of a page that was left before it could say so. */
  #readBefore({ address, displayed, kind, timeline }: StoredConversation, readTo: number): void {
    const read = timeline.entries.filter(
      ({ archiveId, order, own }) =>
        !own && archiveId !== null && order > readTo && order <= (displayed ?? 0),
    );
    const last = read.at(-1);
    if (!last) return;
    const marked = kind === 'person' ? read.findLast((each) => each.markable) : null;
    const { archiveId, order } = last;
    this.#parts.reading.again({ address, order, archiveId, markedId: marked?.messageId ?? null });
  }
}

/** Null for ids that are no times: not of our archives. */
function listedOf({ unread, mentions, readTo, last }: InboxEntry, own: string): Listed | null {
  const order = orderOf(last.stanzaId);
  if (order === null) return null;
  return Object.freeze({
    order,
    archiveId: last.stanzaId,
    unread,
    mentions,
    readTo: orderOf(readTo) ?? 0,
    author: last.sender,
    nick: last.nick,
    own: last.sender === own,
    kind: last.kind === 'system' ? 'notice' : last.kind,
    body: last.body,
    retracted: last.retracted,
  });
}

function sameListed(one: Listed | null, other: Listed): boolean {
  return (
    one !== null &&
    (Object.keys(other) as (keyof Listed)[]).every((name) => one[name] === other[name])
  );
}
