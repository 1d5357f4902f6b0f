import { type Disposer, NotSignedIn } from '../xmpp/connection';
import { type Draft, noDraft, sameDraft } from './draft';
import { ofOwn } from './owner';
import type { Parts } from './parts';
import { PortalRefused } from './sign_in';
import type { Mentioned } from './types';

/** GET /api/v1/drafts. */
interface Answer {
  readonly owner: string;
  readonly drafts: readonly Remote[];
}

interface Remote {
  readonly conversation: string;
  readonly body: string;
  readonly reply_id: string | null;
  readonly mentions: readonly Mentioned[];
  readonly version: string;
  readonly changed_at: string;
}

const TOLD_AFTER_MS = 2_000;
const ASKED_EACH_MS = 3_000;
const AGAIN_AFTER_MS = 30_000;
/** As long after a key nothing from elsewhere takes the place of what is being written. */
const WRITING_MS = 5_000;
/** What the portal takes; a longer one stays in this browser. */
const MOST_CHARACTERS = 5_000;

type Timer = ReturnType<typeof setTimeout>;

/**
 * Keeps drafts the same on all devices. What is written here is kept here first, and told when
 * somebody pauses. Of two devices that did not know of each other the one that wrote last is right,
 * but not over what is being written now. One request at a time.
 */
export class Drafts {
  readonly #parts: Parts;
  readonly #waiting = new Map<string, Timer>();
  readonly #written = new Map<string, number>();
  readonly #refused = new WeakSet<Draft>();
  readonly #disposers: Disposer[];
  #work: Promise<void> = Promise.resolve();
  #asking: Timer | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #over = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const looked = () => (document.hidden ? void this.flush() : this.ask());
    document.addEventListener('visibilitychange', looked);
    addEventListener('focus', looked);
    this.#disposers = [
      () => document.removeEventListener('visibilitychange', looked),
      () => removeEventListener('focus', looked),
    ];
  }

  /** Here, by its owner. What was sent or given up is told at once. */
  changed({ address, text }: Draft): void {
    this.#written.set(address, Date.now());
    clearTimeout(this.#waiting.get(address));
    this.#waiting.set(
      address,
      setTimeout(() => void this.#tell(address), text ? TOLD_AFTER_MS : 0),
    );
  }

  /** What other devices have; soon, if it was asked for just now. */
  ask(afterMs = this.#askedAt + ASKED_EACH_MS - Date.now()): void {
    this.#asking ??= setTimeout(() => void this.#do(() => this.#fetch()), Math.max(0, afterMs));
  }

  /** Everything is told now. */
  flush(): Promise<void> {
    for (const address of this.#waiting.keys()) void this.#tell(address);
    return this.#work;
  }

  stop(): void {
    this.#over = true;
    for (const dispose of this.#disposers) dispose();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    clearTimeout(this.#asking);
  }

  #tell(address: string): Promise<void> {
    clearTimeout(this.#waiting.get(address));
    this.#waiting.delete(address);
    return this.#do(() => this.#send(this.#parts.conversations.draftOf(address)));
  }

  #do(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work
      .then(() => (this.#over ? undefined : work()))
      .catch((error) => {
        if (error instanceof NotSignedIn) this.stop();
        else this.ask(AGAIN_AFTER_MS);
      });
    return this.#work;
  }

  async #send(draft: Draft): Promise<void> {
    if (draft.changedAt === null || this.#refused.has(draft)) return;
    if ([...draft.text].length > MOST_CHARACTERS) return;
    try {
      this.#told(draft, draft.text.trim() ? await this.#put(draft) : await this.#drop(draft));
    } catch (error) {
      if (!(error instanceof PortalRefused) || isLater(error.status)) throw error;
      if (error.status === 409) await this.#fetch();
      else this.#refused.add(draft);
    }
  }

  async #put({ address, text: body, reply, mentions, version }: Draft): Promise<string> {
    const content = { body, reply_id: reply, mentions, version };
    const answer = await this.#parts.portal.request(pathOf(address), 'PUT', content);
    return ((await answer.json()) as Remote).version;
  }

  async #drop({ address, version }: Draft): Promise<null> {
    if (version === null) return null;
    const path = `${pathOf(address)}?version=${version}`;
    await this.#parts.portal.request(path, 'DELETE').catch((error) => {
      if (!(error instanceof PortalRefused) || error.status !== 404) throw error;
    });
    return null;
  }

  #told(told: Draft, version: string | null): void {
    const now = this.#parts.conversations.draftOf(told.address);
    this.#keep({ ...now, version, changedAt: now === told ? null : now.changedAt });
    if (now !== told) void this.#tell(told.address);
  }

  async #fetch(): Promise<void> {
    clearTimeout(this.#asking);
    this.#asking = undefined;
    this.#askedAt = Date.now();
    const { conversations, own, portal } = this.#parts;
    const { drafts } = ofOwn<Answer>(own, await (await portal.request('drafts')).json());
    const there = new Map(drafts.map((each) => [each.conversation, each]));
    for (const each of drafts) this.#meet(conversations.draftOf(each.conversation), each);
    for (const each of conversations.drafts()) if (!there.has(each.address)) this.#meet(each, null);
    for (const { address, changedAt } of conversations.drafts())
      if (changedAt !== null && !this.#waiting.has(address)) void this.#tell(address);
  }

  /** What is here, and what is there. */
  #meet(here: Draft, there: Remote | null): void {
    const version = there?.version ?? null;
    if (here.version === version) return;
    const found = there ? drafted(there) : noDraft(here.address);
    const writing = Date.now() - (this.#written.get(here.address) ?? 0) < WRITING_MS;
    if (sameDraft(here, found)) this.#keep(found);
    else if (here.changedAt === null) {
      if (writing) this.ask(WRITING_MS);
      else this.#keep(found);
    } else if (!there || writing || here.changedAt > Date.parse(there.changed_at))
      this.#keep({ ...here, version });
    else this.#keep(found);
  }

  #keep(draft: Draft): void {
    const { conversations, database, domain, tabs } = this.#parts;
    if (draft.text && draft.address.endsWith(`@${domain}`)) conversations.with(draft.address);
    conversations.drafted(Object.freeze(draft));
    tabs.tell({ kind: 'drafted', draft });
    void database.keepDraft(draft);
  }
}

const pathOf = (address: string): string => `drafts/${encodeURIComponent(address)}`;

function drafted({ conversation, body, reply_id, mentions, version }: Remote): Draft {
  return Object.freeze({
    address: conversation,
    text: body,
    reply: reply_id,
    mentions,
    version,
    changedAt: null,
  });
}

/** It may be another answer then. */
function isLater(status: number): boolean {
  return status === 429 || status >= 500;
}
