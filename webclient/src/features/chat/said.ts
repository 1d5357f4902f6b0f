import type { Message } from '../../store/types';
import { words } from '../../words/en';
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
  const { at, author, body, delivery, editedAt, own, retracted } = message;
  const withdrawn = own ? words.message.ownRetracted : words.message.retracted;
  const hour = clock(at);
  const who = own ? words.message.you : author.name;
  const line = words.message.spoken(who, hour, retracted ? withdrawn : told(message));
  return {
    text: retracted ? withdrawn : body,
    spoken: `${line} ${delivery ? words.message.delivery[delivery] : ''}`,
    hour,
    moment: machine(at),
    edited: editedAt && !retracted ? words.message.edited : '',
  };
}
