import type { Attachment, Message } from '../../store/types';
import { words } from '../../words/page';
import { enacted, oneLine } from './texts';

/** What a message says, on one line: its words, or what it shares instead. */
export function told(message: Pick<Message, 'author' | 'body' | 'files'>): string {
  return (
    oneLine(enacted(message.body, message.author.name)) || message.files.map(described).join(', ')
  );
}

function described({ name, mediaType, voice }: Attachment): string {
  if (voice) return words.message.shared.voice;
  const seen = { image: words.message.shared.picture, video: words.message.shared.video };
  const kind = seen[mediaType.split('/')[0] as keyof typeof seen];
  return [kind ?? words.message.shared.file, oneLine(name)].filter(Boolean).join(': ');
}
