/** What is said of messages and in what one does with them: not among the words the page begins with. */

const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** As many people are named. */
const MOST_NAMED = 12;

const named = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED;
  if (more <= 0) return list.format(names);
  return list.format([...names.slice(0, MOST_NAMED), counted(more, 'other', 'others')]);
};

export const messageWords = {
  /** Of the message at hand, for a screen reader. */
  of: (author: string, hour: string) => `Message of ${author}, ${hour}`,
  ofYou: (hour: string) => `Your message, ${hour}`,
  acts: {
    react: 'React',
    reply: 'Reply',
    thread: 'Reply in thread',
    edit: 'Edit',
    copy: 'Copy text',
    link: 'Copy link',
    pin: 'Pin for everybody',
    report: 'Report…',
    forward: 'Forward…',
    select: 'Select',
    details: 'Details',
    hide: 'Delete for me',
    retract: 'Delete for everybody',
    remove: 'Remove for everybody…',
  },
  more: 'More',
  reactWith: (emoji: string) => `React with ${emoji}`,
  moreEmoji: 'More emoji',

  bar: {
    replying: (name: string) => `Reply to ${name}`,
    replyingToSelf: 'Reply to yourself',
    editing: 'Edit your message',
    cancel: 'Cancel',
    gone: 'The message is no longer there.',
  },

  reactions: {
    label: 'Reactions',
    chip: (emoji: string, names: readonly string[]) => `${emoji} by ${named(names)}`,
    more: (count: number) => `${count} more`,
    fewer: 'Fewer',
    who: 'Who has reacted',
    spoken: (emoji: string, count: number) => `${emoji} ${count}.`,
  },

  quote: {
    unknown: 'In reply to',
    somebody: 'somebody',
    spoken: (name: string) => `In reply to ${name}.`,
    retracted: 'This message was withdrawn.',
    missing: 'This message cannot be shown here.',
    jump: (name: string, text: string) => `Show the message this replies to: ${name}: ${text}`,
    notFound: 'That message is not there any more, or it is older than what you may read.',
    failed: 'The message could not be looked up. Try again.',
  },

  you: 'you',
  writeTo: (name: string) => `Write to ${name}`,
  copied: 'Copied.',
  notCopied: 'This browser did not let the text be copied.',
  looking: 'Looking for it…',

  undoable: {
    retract: () => 'Message withdrawn',
    hide: (count: number) => (count === 1 ? 'Deleted for you' : `${count} deleted for you`),
  },

  selection: {
    label: 'What to do with the selected messages',
    count: (count: number) => `${count.toLocaleString('en')} selected`,
    spoken: (said: string) => `Selected. ${said}`,
    copy: 'Copy the selected messages',
    forward: 'Forward the selected messages',
    hide: 'Delete the selected messages for me',
    end: 'End the selection',
  },

  forward: {
    title: 'Forward',
    label: 'To',
    several: (count: number) => counted(count, 'message', 'messages'),
    results: 'People and rooms',
    searching: 'Searching…',
    nobody: 'Nobody and no room is called that.',
    sending: 'Forwarding…',
    failed: 'It could not be forwarded. Try again.',
    done: (name: string) => `Forwarded to ${name}.`,
  },

  remove: {
    title: 'Remove for everybody?',
    what: (name: string, text: string) => `${name}: ${text}`,
    reason: 'Reason, which everybody in the room sees',
    refused: (words: string) => `It was not removed: ${words}`,
    cancel: 'Cancel',
    confirm: 'Remove',
  },
  removed: (reason: string | null) =>
    reason
      ? `A moderator has removed this message: ${reason}`
      : 'A moderator has removed this message.',
  editing: 'being edited…',
  editFailed: 'Your change was refused: others see the message as it was.',

  thread: {
    title: 'Thread',
    part: 'In a thread',
    answers: (count: number) => counted(count, 'reply', 'replies'),
    label: 'Messages of this thread',
    placeholder: 'Reply in this thread',
    earlier: (count: number) => `Show ${counted(count, 'earlier message', 'earlier messages')}`,
    missing: 'What this thread begins with is not there any more.',
  },

  details: {
    reason: 'Reason',
    readBy: (count: number) => `Read by ${counted(count, 'person', 'people')}`,
    versions: 'What it said before',
  },

  date: {
    jump: (day: string) => `${day}: jump to a date`,
    title: 'Jump to a date',
    label: 'Date',
    go: 'Show',
    none: 'There is nothing that you may read since then.',
    unread: 'First unread message',
  },

  picker: {
    label: 'Choose an emoji',
    search: 'Search emoji',
    recent: 'Used lately',
    tone: 'Skin tone',
    tones: ['Yellow', 'Light', 'Medium light', 'Medium', 'Medium dark', 'Dark'],
    nothing: 'No such emoji.',
    loading: 'Loading emoji…',
    failed: 'The emoji could not be loaded.',
    again: 'Try again',
    found: (count: number) => counted(count, 'emoji found', 'emoji found'),
  },
};
