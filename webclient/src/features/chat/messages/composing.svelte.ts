import type { Conversation, Message } from '../../../store/types';
import { possible } from './acts';

/** What the next text is for, other than a message of its own. */
export interface Task {
  readonly kind: 'reply' | 'edit';
  /** Of the message that is answered or changed. */
  readonly key: string;
}

/**
 * What the composer is for. It takes the words of a message that is to be edited from the
 * conversation, sends by `send(…, { reply })` or `edit`, and ends the task then.
 */
export class Composing {
  task = $state.raw<Task | null>(null);
  readonly #conversation: Conversation;
  readonly #thread: string | null;

  constructor(conversation: Conversation, thread: string | null) {
    this.#conversation = conversation;
    this.#thread = thread;
  }

  /**
   * What the task is about; null without a task, or when that message is no longer there. Derived
   * anew each time: what is derived once ends with whoever looked first, and this stays.
   */
  get about(): Message | null {
    const key = this.task?.key;
    const found = key && this.#conversation.messages.findLast((each) => each.key === key);
    return found && !found.retracted ? found : null;
  }

  /** The last own message that can be changed becomes the task. False where there is none. */
  editLast(): boolean {
    const { messages } = this.#conversation;
    const thread = this.#thread;
    const all = thread === null ? messages : messages.filter((each) => each.thread === thread);
    const last = all.findLast((each) => possible('edit', each, this.#conversation));
    if (last) this.task = { kind: 'edit', key: last.key };
    return !!last;
  }

  end(): void {
    this.task = null;
  }
}

const known = new WeakMap<Conversation, Map<string | null, Composing>>();

/** Of a conversation, or of a thread in it; stays what it is while somebody looks elsewhere. */
export function composingOf(conversation: Conversation, thread: string | null = null): Composing {
  const all = known.get(conversation) ?? new Map<string | null, Composing>();
  known.set(conversation, all);
  const composing = all.get(thread) ?? new Composing(conversation, thread);
  all.set(thread, composing);
  return composing;
}
