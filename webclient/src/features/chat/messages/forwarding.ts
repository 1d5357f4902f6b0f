import type { Attachment, Conversation, Message } from '../../../store/types';
import { sameDay } from '../../../words/times';
import { forwardedText } from './copied';

/**
 * Says the same again somewhere else, each message for itself. Files of ours are shared anew, as a
 * link to one is only its reader's; of others there is the link. Rejects when a file cannot be had.
 */
export async function forward(messages: readonly Message[], to: Conversation): Promise<void> {
  const now = Date.now();
  for (const message of messages) {
    const files = await Promise.all(message.files.filter((file) => file.ours).map(fetched));
    const links = message.files.filter((file) => !file.ours && file.url).map(({ url }) => url);
    const text = message.body && forwardedText(message, sameDay(message.at, now));
    const body = [text, ...links].filter(Boolean).join('\n');
    if (body) to.send(body, { aside: true });
    for (const { file, voice, durationMs } of files)
      await to.share([file], { voice, ...(durationMs === undefined ? {} : { durationMs }) });
  }
}

async function fetched({ durationMs, mediaType, name, url, voice }: Attachment) {
  const answer = await fetch(url, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`The file is not to be had: ${answer.status}`);
  const file = new File([await answer.blob()], name || nameOf(url), { type: mediaType });
  return { file, voice, durationMs };
}

const nameOf = (url: string): string => {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  return decodeURIComponent(last);
};
