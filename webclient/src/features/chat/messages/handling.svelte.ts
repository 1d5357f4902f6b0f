import { tick } from 'svelte';
import type { Client, Conversation, Message } from '../../../store/types';
import { messageWords } from '../../../words/messages';
import { composingOf } from './composing.svelte';

/** Where something opens: at an element, or where the pointer was. */
export interface Spot {
  readonly anchor: HTMLElement;
  readonly at?: { readonly x: number; readonly y: number };
}

export interface Opened extends Spot {
  readonly what: 'menu' | 'picker' | 'who' | 'person' | 'date';
  /** Of a message, for the first three; else an address or a day. */
  readonly key: string;
  readonly emoji?: string;
}

/** What the list of messages does for those who handle one of them. */
export interface Shown {
  /** Scrolls to a message that is there. */
  show(key: string): void;
  /** What there is to know about one. */
  details(key: string, anchor: HTMLElement): void;
  /** Opens a thread beside the conversation. */
  thread(id: string): void;
  /** Where the next words are written wants the focus. */
  compose(): void;
}

export interface Undoable {
  readonly what: 'retract' | 'hide';
  readonly keys: readonly string[];
}

const HIGHLIGHT_MS = 2_400;

/** What is being done with the messages of one list: what is open, chosen, about to be withdrawn. */
export class Handling {
  readonly client: Client;
  readonly conversation: Conversation;
  /** Whose messages alone are shown; null in the conversation itself. */
  readonly thread: string | null;
  readonly #shown: Shown;
  /** What the pointer is on. */
  hovered = $state.raw<{ readonly key: string; readonly row: HTMLElement } | null>(null);
  opened = $state.raw<Opened | null>(null);
  /** Null: one is not selecting. */
  chosen = $state.raw<ReadonlySet<string> | null>(null);
  forwarding = $state.raw<readonly Message[] | null>(null);
  removing = $state.raw<Message | null>(null);
  reporting = $state.raw<Message | null>(null);
  undoable = $state.raw<Undoable | null>(null);
  /** What one was led to, for a moment. */
  highlighted = $state<string | null>(null);
  /** Something short that is said once. */
  note = $state('');
  busy = $state(false);

  constructor(
    client: Client,
    conversation: Conversation,
    shown: Shown,
    thread: string | null = null,
  ) {
    this.client = client;
    this.conversation = conversation;
    this.thread = thread;
    this.#shown = shown;
  }

  /** By the id of the thread: how many messages there are, and the first of them. */
  readonly #threads = $derived.by(() => threadsOf(this.conversation.messages));

  /** Whether there is anything to be shown beside the messages. */
  get wanted(): boolean {
    return (
      [
        this.hovered,
        this.opened,
        this.chosen,
        this.forwarding,
        this.removing,
        this.reporting,
        this.undoable,
      ].some((each) => each !== null) ||
      this.busy ||
      this.note !== ''
    );
  }

  /** Whether messages that are here have to stay for it. */
  get atWork(): boolean {
    const { busy, chosen, forwarding, highlighted, opened, removing, reporting, undoable } = this;
    const works = [chosen, forwarding, highlighted, opened, removing, reporting, undoable];
    return busy || works.some((each) => each !== null);
  }

  message(key: string | undefined | null): Message | undefined {
    return key ? this.conversation.messages.findLast((each) => each.key === key) : undefined;
  }

  /** As it is to be shown: what is about to be withdrawn is gone. */
  seen(message: Message): Message {
    const { undoable } = this;
    if (undoable?.what !== 'retract' || !undoable.keys.includes(message.key)) return message;
    return { ...message, retracted: true, reactions: [] };
  }

  open(opened: Opened): void {
    this.hovered = null;
    this.opened = opened;
  }

  close(): void {
    this.opened = null;
  }

  /** Nothing of it is shown any more; what may be undone is final. */
  end(): void {
    this.hovered = null;
    this.opened = null;
    this.chosen = null;
    this.forwarding = null;
    this.removing = null;
    this.reporting = null;
    this.note = '';
    this.settle();
  }

  react(message: Message, emoji: string): void {
    const own = message.reactions.filter((each) => each.own).map((each) => each.emoji);
    const without = own.filter((each) => each !== emoji);
    this.conversation.react(message.key, without.length < own.length ? without : [...own, emoji]);
  }

  write(kind: 'reply' | 'edit', message: Message): void {
    composingOf(this.conversation, this.thread).task = { kind, key: message.key };
    void tick().then(() => this.#shown.compose());
  }

  /** Null where a message neither begins nor is part of a thread that has answers. */
  threadOf(message: Message): { id: string; answers: number; root: boolean } | null {
    const id = message.thread ?? message.id;
    const thread = id === null ? undefined : this.#threads.get(id);
    if (!id || !thread || this.thread !== null) return null;
    const named = thread.named ?? thread.first;
    const root = message.thread === null || message.key === named;
    const answers = thread.count - (thread.named === null ? 1 : 0);
    return root && answers === 0 ? null : { id, answers, root };
  }

  details(message: Message, anchor: HTMLElement): void {
    this.#shown.details(message.key, anchor);
  }

  openThread(message: Message): void {
    const id = message.thread ?? message.id;
    if (id) this.#shown.thread(id);
  }

  /** Also where it is not loaded yet. */
  async goTo(to: { readonly id: string } | { readonly at: number } | { readonly key: string }) {
    const there = 'key' in to && this.message(to.key);
    const key = there ? there.key : 'key' in to ? null : await this.#reach(to);
    if (key === null) return;
    await tick();
    this.#shown.show(key);
    this.highlighted = key;
    setTimeout(() => {
      if (this.highlighted === key) this.highlighted = null;
    }, HIGHLIGHT_MS);
  }

  async #reach(to: { readonly id: string } | { readonly at: number }): Promise<string | null> {
    this.busy = true;
    try {
      const key = await this.conversation.reach(to);
      if (key === null) this.say('id' in to ? messageWords.quote.notFound : messageWords.date.none);
      return key;
    } catch {
      this.say(messageWords.quote.failed);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** The same words twice are said twice. */
  say(text: string): void {
    this.note = '';
    void tick().then(() => {
      this.note = text;
    });
  }

  choose(key: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(key)) chosen.add(key);
    this.chosen = chosen.size ? chosen : null;
  }

  /** In the order in which they were said. */
  get chosenMessages(): readonly Message[] {
    const { chosen } = this;
    return chosen ? this.conversation.messages.filter((each) => chosen.has(each.key)) : [];
  }

  /** Sent only when nobody has thought better of it. */
  retract(message: Message): void {
    this.settle();
    this.undoable = { what: 'retract', keys: [message.key] };
  }

  hide(keys: readonly string[]): void {
    this.settle();
    for (const key of keys) this.conversation.hide(key, true);
    this.undoable = { what: 'hide', keys };
  }

  undo(): void {
    const { undoable } = this;
    this.undoable = null;
    if (undoable?.what === 'hide')
      for (const key of undoable.keys) this.conversation.hide(key, false);
  }

  /** What might have been undone is final. */
  settle(): void {
    const { undoable } = this;
    this.undoable = null;
    if (undoable?.what === 'retract')
      for (const key of undoable.keys) this.conversation.retract(key);
  }
}

interface Thread {
  count: number;
  /** Key of the message that the thread is named after, which need not be in it. */
  named: string | null;
  first: string;
}

function threadsOf(messages: readonly Message[]): ReadonlyMap<string, Thread> {
  const threads = new Map<string, Thread>();
  for (const { key, thread } of messages) {
    if (thread === null) continue;
    const known = threads.get(thread);
    if (known) known.count += 1;
    else threads.set(thread, { count: 1, named: null, first: key });
  }
  if (threads.size === 0) return threads;
  for (const { id, key, thread } of messages) {
    const named = thread === null && id !== null && threads.get(id);
    if (named) named.named = key;
  }
  return threads;
}
