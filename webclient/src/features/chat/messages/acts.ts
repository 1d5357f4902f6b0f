import type { Conversation, Message } from '../../../store/types';

/** What can be done with a message; `retract` is for everybody, `hide` for oneself. */
export const ACTS = [
  'react',
  'reply',
  'thread',
  'edit',
  'copy',
  'link',
  'pin',
  'forward',
  'select',
  'details',
  'hide',
  'report',
  'retract',
  'remove',
] as const;
export type Act = (typeof ACTS)[number];

const there = ({ kind, retracted }: Message): boolean => kind === 'text' && !retracted;

/** Others have it, and can be told something about it. */
const named = (message: Message, conversation: Conversation): boolean =>
  there(message) && message.id !== null && conversation.joined !== 'refused';

const shared = ({ files }: Message): boolean => files.some((file) => file.url !== '');

const RULES: Readonly<Record<Act, (message: Message, conversation: Conversation) => boolean>> = {
  react: named,
  reply: named,
  thread: named,
  edit: (message, conversation) =>
    message.own &&
    message.body !== '' &&
    message.files.length === 0 &&
    named(message, conversation),
  /** Also of a room that one has left. */
  link: (message) => there(message) && (message.archiveId ?? message.id) !== null,
  pin: named,
  report: (message, conversation) =>
    !message.own && !conversation.isNotes && named(message, conversation),
  copy: (message) => there(message) && message.body !== '',
  forward: (message) => there(message) && (message.body !== '' || shared(message)),
  select: there,
  details: () => true,
  hide: ({ kind, delivery }) => kind === 'text' && delivery !== 'waiting' && delivery !== 'failed',
  retract: (message, conversation) => message.own && named(message, conversation),
  remove: (message, conversation) =>
    !message.own && named(message, conversation) && conversation.may('remove'),
};

export const possible = (act: Act, message: Message, conversation: Conversation): boolean =>
  RULES[act](message, conversation);
