import type { Pinned, PinnedMessage } from '../../../store/act_types';
import type { Client, Conversation, Message } from '../../../store/types';
import { told } from '../told';

/** One that is pinned now, as it is shown. */
export interface ShownPin {
  /** As the archive names it. */
  readonly id: string;
  /** What pins and unpins it. */
  readonly named: string;
  /** Of the message, where it is here. */
  readonly key: string | null;
  readonly author: string;
  /** '' where it has no words. */
  readonly text: string;
  readonly by: { readonly address: string; readonly name: string };
  readonly at: number;
}

/** The archive knows a moment later what was said. */
const AGAIN_AFTER_MS = [300, 700, 1500, 3000, 6000];
const NOTHING: Pinned = { pins: [], upTo: 0 };

/** What is pinned in a conversation: as the archive says, and what was said about it since. */
export class Pins {
  readonly #client: Client;
  readonly #conversation: Conversation;
  #known = $state.raw<Pinned>(NOTHING);
  #asking = 0;

  constructor(client: Client, conversation: Conversation) {
    this.#client = client;
    this.#conversation = conversation;
  }

  /** The last pinned first. */
  readonly shown: readonly ShownPin[] = $derived.by(() => this.#shown());

  /** Of what was said about pins: changes with each word. */
  readonly newest: number = $derived.by(
    () => this.#conversation.messages.findLast((each) => each.pin && each.archiveId)?.at ?? 0,
  );

  /** Asks until the archive knows what is known here. */
  async ask(): Promise<void> {
    const mine = ++this.#asking;
    for (const wait of AGAIN_AFTER_MS) {
      const found = await this.#client
        .acts()
        .then(({ pinned }) => pinned(this.#conversation.address))
        .catch(() => null);
      if (mine !== this.#asking) return;
      if (found) this.#known = found;
      if (found && found.upTo / 1000 >= this.newest) return;
      await new Promise((passed) => setTimeout(passed, wait));
      if (mine !== this.#asking) return;
    }
  }

  stop(): void {
    this.#asking += 1;
  }

  #shown(): readonly ShownPin[] {
    const { messages } = this.#conversation;
    const { pins, upTo } = this.#known;
    const all = new Map(pins.map((each) => [each.id, this.#asArchived(each)]));
    for (const each of messages) {
      if (!each.pin || each.delivery === 'failed') continue;
      if (each.archiveId !== null && Number(each.archiveId) <= upTo) continue;
      const { id, on } = each.pin;
      const about = messages.find((other) => other.id === id);
      const name = about?.archiveId ?? about?.key;
      if (!about || !name) continue;
      all.delete(name);
      if (on) all.set(name, shownPin(about, name, each));
    }
    const there = [...all.values()].filter(({ id }) => !this.#here(id)?.retracted);
    return there.sort((one, other) => other.at - one.at);
  }

  #asArchived({ id, named, author, text, by, at }: PinnedMessage): ShownPin {
    const here = this.#here(id);
    const said = here ? told(here) : text;
    return { id, named, key: here?.key ?? null, author: author.name, text: said, by, at };
  }

  #here(id: string): Message | undefined {
    return this.#conversation.messages.find((each) => (each.archiveId ?? each.key) === id);
  }
}

const shownPin = (about: Message, id: string, { author: by, at }: Message): ShownPin => {
  const { author, id: named, key } = about;
  return { id, named: named ?? '', key, author: author.name, text: told(about), by, at };
};
