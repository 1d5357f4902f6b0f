import type { Conversations } from './conversations.svelte';
import type { Entry } from './entry';
import type { Keeper } from './keeper';
import type { Act } from './message_acts';
import { chosen } from './reacted';

/** Whoever refuses one does so soon. */
const MOST = 50;

/** What the server has taken, as long as whoever it was sent to may refuse it: each with the message before it. */
export class ToldActs {
  readonly #parts: { readonly conversations: Conversations; readonly keeper: Keeper };
  /** The last ones, in their order. */
  readonly #all = new Map<string, Act>();

  constructor(parts: { readonly conversations: Conversations; readonly keeper: Keeper }) {
    this.#parts = parts;
  }

  get(id: string): Act | undefined {
    return this.#all.get(id);
  }

  /** What came back from a room was accepted by all. */
  done(act: Act, failed: boolean): void {
    const told = this.#all.get(act.id);
    this.#all.delete(act.id);
    if (failed && told) this.#undo(told);
    else if (!failed && !act.isRoom) this.#all.set(act.id, act);
    const [oldest = ''] = this.#all.keys();
    if (this.#all.size > MOST) this.#all.delete(oldest);
  }

  #undo(act: Act): void {
    const of = this.#parts.conversations.get(act.about.conversation);
    const now = of?.timeline.get(act.about.key);
    const undone = now && of?.update(now.key, without(now, act));
    if (of && undone) this.#parts.keeper.changed(of, [undone]);
  }
}

/** What is otherwise in a message that nothing was done to. */
function without(now: Entry, { about, id, what }: Act): Partial<Entry> {
  if (what.kind === 'edit') return withoutEdit(now, id);
  if (what.kind === 'react') return { reacted: withoutChoice(now, about, id) };
  if (what.kind !== 'retract' || now.removed) return {};
  const { answers, body, edits, files, first, invitation, mentions, reacted } = about;
  const said = { answers, body, edits, files, first, invitation, mentions, reacted };
  return { ...said, retracted: false };
}

function withoutEdit({ edits: all, first }: Entry, id: string): Partial<Entry> {
  const edits = all.filter((each) => each.id !== id);
  const said = edits.at(-1) ?? first;
  if (!said || edits.length === all.length) return {};
  const { body, files, mentioned, mentions } = said;
  return { body, files, mentioned, mentions, edits, first: edits.length > 0 ? first : null };
}

/** What one chose before counts again. */
function withoutChoice({ reacted }: Entry, about: Entry, id: string): Entry['reacted'] {
  const choices = reacted.choices.filter((each) => !each.own || each.id !== id);
  if (choices.length === reacted.choices.length) return reacted;
  const before = about.reacted.choices.filter((each) => each.own);
  return before.reduce(chosen, Object.freeze({ ...reacted, choices }));
}
