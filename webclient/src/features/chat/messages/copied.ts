import type { Message } from '../../../store/types';
import { clock, fully } from '../../../words/times';
import { told } from '../told';

/** One as it is; of several, who has said each and when. */
export function copiedText(messages: readonly Message[]): string {
  const [first] = messages;
  if (first && messages.length === 1) return first.body || told(first);
  return messages
    .map((each) => `[${fully(each.at)}] ${each.author.name}: ${each.body || told(each)}`)
    .join('\n');
}

/** What is sent when somebody forwards: one's own words as they were, others' with their names. */
export function forwardedText({ author, at, body, own }: Message, today: boolean): string {
  if (own) return body;
  const quoted = body
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  return `${author.name}, ${today ? clock(at) : fully(at)}:\n${quoted}`;
}
