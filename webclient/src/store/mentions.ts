import type { IncomingMessage } from '../xmpp/message';

/**
 * Whether a message in a room means somebody, as the archive counts it: by a reference to them or to
 * everybody there, or by one of their names as a word of its own.
 */
export function mentionsUs(
  { mentions, body, from }: IncomingMessage,
  own: string,
  names: readonly string[],
): boolean {
  if (mentions.all || mentions.people.some((each) => each === own || each === from.bare))
    return true;
  const text = body?.toLowerCase() ?? '';
  return names.some((name) => standsIn(text, name.toLowerCase()));
}

function standsIn(text: string, name: string): boolean {
  if (!name) return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isWord(text.slice(0, at).at(-1)) && !isWord(text.at(at + name.length))) return true;
  return false;
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);
}
