/** XEP-0444 Message Reactions, version 0.2.1. #sending-reactions #updating-reactions #rules #business-id */
import { childOf, childrenOf, element, idOf } from './xml';

export const REACTIONS = 'urn:xmpp:reactions:0';
/** As the archive takes them: an emoji with all its modifiers is shorter. */
const LONGEST = 64;
const MOST = 20;

export interface Reactions {
  /** In rooms the room's stanza id, else the origin id or `id` attribute of what they are about. */
  readonly id: string;
  /** All of their author's from now on. */
  readonly emojis: readonly string[];
}

export function parseReactions(message: Element): Reactions | null {
  const found = childOf(message, 'reactions', REACTIONS);
  const id = found && idOf(found);
  if (!id) return null;
  const all = childrenOf(found, 'reaction', REACTIONS).map((each) => each.textContent ?? '');
  return Object.freeze({ id, emojis: acceptable(all) });
}

/** Each once, and what is no emoji not at all. */
export function acceptable(emojis: readonly string[]): readonly string[] {
  const chosen = emojis.map((each) => each.trim()).filter(isEmoji);
  return [...new Set(chosen)].slice(0, MOST);
}

export function reactions({ id, emojis }: Reactions): Element {
  const all = emojis.map((each) => element('reaction', REACTIONS, {}, each));
  return element('reactions', REACTIONS, { id }, ...all);
}

/** One that begins as UTS #51 lets them: a picture, a flag, or a key. */
function isEmoji(text: string): boolean {
  return (
    [...text].length <= LONGEST &&
    /^(?:\p{Emoji_Presentation}|\p{Emoji}[\ufe0f\u20e3\p{M}\u200d]|\p{Extended_Pictographic})\S*$/u.test(
      text,
    )
  );
}
