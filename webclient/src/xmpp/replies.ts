/** XEP-0461 Message Replies, version 0.2.0. #usecases #compat #business-id */
import { childOf, element, idOf } from './xml';

export const REPLIES = 'urn:xmpp:reply:0';
const LONGEST_QUOTE = 300;

export interface Reply {
  /** In rooms the room's stanza id, else the origin id or `id` attribute of what is answered. */
  readonly id: string;
  /** Who has written that, as the answer says; null where it does not. */
  readonly to: string | null;
}

export function parseReply(message: Element): Reply | null {
  const found = childOf(message, 'reply', REPLIES);
  const id = found && idOf(found);
  return id ? Object.freeze({ id, to: idOf(found, 'to') }) : null;
}

export function reply({ id, to }: Reply): Element {
  return element('reply', REPLIES, { to, id });
}

/** What stands before an answer for those who do not know what it answers: the beginning of that. */
export function quotation(text: string): string {
  const points = [...text];
  const short = points.length > LONGEST_QUOTE;
  const begin = short ? `${points.slice(0, LONGEST_QUOTE).join('')}…` : text;
  return begin
    .split('\n')
    .map((line) => `> ${line}\n`)
    .join('');
}

/** What such a text quotes. */
export function quoted(fallback: string): string {
  const lines = fallback.trim().split('\n');
  return lines.map((line) => line.replace(/^> ?/, '')).join('\n');
}
