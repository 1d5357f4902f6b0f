import type { Begun, Conversation, Message, Saying } from '../../../store/types';
import { type Composing, composingOf, type Task } from '../messages/composing.svelte';
import { Mentions } from './mentions';

/** What was made of a message that is being edited, while somebody looks elsewhere. */
const edited = new WeakMap<Task, string>();
/** What was begun in a thread: only as long as the page. */
const threads = new WeakMap<Composing, { readonly text: string; readonly begun: Begun }>();
/** Whoever has not written for so long sees what was written elsewhere. */
const PAUSED_AFTER_MS = 5_000;
const NOTHING = { text: '', begun: { reply: null, mentions: [] } };

/**
 * The words somebody writes in a conversation: those of its draft or, while a message is edited, of
 * that message. What other tabs and devices write shows here, but never over what is being typed.
 */
export class Writer {
  text = $state('');
  typing = $state(false);
  mentions = new Mentions();
  readonly composing: Composing;
  readonly #conversation: Conversation;
  readonly #thread: string | null;
  #task: Task | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** Of the message that the draft answers, as far as it was looked for. */
  #answered: string | null = null;

  constructor(conversation: Conversation, thread: string | null) {
    this.#conversation = conversation;
    this.#thread = thread;
    this.composing = composingOf(conversation, thread);
    this.#show();
    this.follow();
  }

  /** The message that is being edited, if it is still there. */
  get editing(): Message | null {
    return this.composing.task?.kind === 'edit' ? this.composing.about : null;
  }

  /** Whether the words are those of a message that is edited; true also where that one is gone. */
  get isEdit(): boolean {
    return this.composing.task?.kind === 'edit';
  }

  /** To be called whenever the task, the draft, or whether somebody types is another. */
  follow(): void {
    const { task } = this.composing;
    if (task !== this.#task) this.#begin(task);
    else if (!this.typing && !this.isEdit) this.#show();
  }

  changed(): void {
    this.typing = true;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.paused(), PAUSED_AFTER_MS);
    this.#keep();
  }

  paused(): void {
    clearTimeout(this.#pause);
    this.typing = false;
  }

  /** False where nothing is left of a message that is edited: it may be meant to be deleted. */
  send(): boolean {
    if (this.isEdit) return this.#sendEdit();
    this.#conversation.send(this.text.trimEnd(), ...this.#saying());
    this.composing.end();
    this.#task = null;
    this.text = '';
    this.#keep();
    this.paused();
    return true;
  }

  #sendEdit(): boolean {
    const { editing } = this;
    if (editing && this.text.trim() === '') return false;
    const text = this.text.trimEnd();
    if (editing && text !== editing.body)
      this.#conversation.edit(editing.key, text, this.mentions.in(text));
    this.composing.end();
    this.follow();
    if (!editing && !this.text) this.#put(text); // words about nothing any more are not lost
    return true;
  }

  #put(text: string): void {
    this.text = text;
    this.#keep();
  }

  #begin(task: Task | null): void {
    const before = this.#task;
    this.#task = task;
    this.paused();
    if (task?.kind === 'edit') this.#edit(task);
    else if (before?.kind === 'edit') this.#show();
    else this.#keep();
  }

  #edit(task: Task): void {
    const { about } = this.composing;
    this.mentions = new Mentions();
    if (about) this.mentions.know(about.body, about.mentions);
    this.text = edited.get(task) ?? about?.body ?? '';
  }

  #show(): void {
    const { text, begun } = this.#kept();
    this.text = text;
    this.mentions.know(text, begun.mentions);
    if (begun.reply === this.#answered) return;
    this.#answered = begun.reply;
    if (begun.reply === null) this.composing.end();
    else void this.#answer(begun.reply).catch(reportError);
  }

  /** Its key is known here when the message is. */
  async #answer(id: string): Promise<void> {
    const here = this.#conversation.messages.findLast((each) => each.id === id);
    const key = here?.key ?? (await this.#conversation.reach({ id }));
    if (this.#answered !== id || this.composing.task) return;
    if (key !== null) this.composing.task = { kind: 'reply', key };
  }

  #keep(): void {
    const { task, about } = this.composing;
    if (task?.kind === 'edit') {
      edited.set(task, this.text);
      return;
    }
    const reply = this.text && task ? (about?.id ?? this.#answered) : null;
    this.#answered = reply;
    const begun = { reply, mentions: this.mentions.in(this.text) };
    if (this.#thread === null) this.#conversation.setDraft(this.text, begun);
    else threads.set(this.composing, { text: this.text, begun });
  }

  #kept() {
    const { draft: text, begun } = this.#conversation;
    return this.#thread === null ? { text, begun } : (threads.get(this.composing) ?? NOTHING);
  }

  #saying(): [Saying?] {
    const mentions = this.mentions.in(this.text);
    const { about } = this.composing;
    const saying: Saying = {
      ...(about && { reply: about.key }),
      ...(this.#thread !== null && { thread: this.#thread }),
      ...(mentions.length > 0 && { mentions }),
    };
    return Object.keys(saying).length > 0 ? [saying] : [];
  }
}
