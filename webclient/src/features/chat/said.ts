import type { Message } from '../../store/types';
import { messageWords } from '../../words/messages';
import { words } from '../../words/page';
import { clock, machine } from '../../words/times';
import { told } from './told';

/** What a row says of its message. */
export interface Said {
  readonly text: string;
  /** By a screen reader, of the row as a whole. */
  readonly spoken: string;
  readonly hour: string;
  /** As `<time datetime>` wants it. */
  readonly moment: string;
  readonly edited: string;
}

const known = new WeakMap<Message, Said>();

/** Worked out once for each message, however often the list around it changes. */
export function saidOf(message: Message): Said {
  const before = known.get(message);
  if (before) return before;
  const said = say(message);
  known.set(message, said);
  return said;
}

function say(message: Message): Said {
  const { at, author, body, delivery, own, removed, retracted } = message;
  const withdrawn = removed ? messageWords.removed(removed.reason) : gone(own);
  const hour = clock(at);
  const who = own ? words.message.you : author.name;
  const line = words.message.spoken(who, hour, retracted ? withdrawn : told(message));
  return {
    text: retracted ? withdrawn : body,
    spoken: [line, delivery && words.message.delivery[delivery], ...beside(message)]
      .filter(Boolean)
      .join(' '),
    hour,
    moment: machine(at),
    edited: edited(message),
  };
}

const gone = (own: boolean): string => (own ? words.message.ownRetracted : words.message.retracted);

function edited({ editedAt, editing, retracted }: Message): string {
  if (retracted) return '';
  if (editing === 'waiting') return messageWords.editing;
  return editedAt ? words.message.edited : '';
}

function beside({ reactions, reply, retracted }: Message): string[] {
  if (retracted) return [];
  return [
    ...(reply
      ? [messageWords.quote.spoken(reply.author?.name ?? messageWords.quote.somebody)]
      : []),
    ...reactions.map(({ emoji, people }) => messageWords.reactions.spoken(emoji, people.length)),
  ];
}
