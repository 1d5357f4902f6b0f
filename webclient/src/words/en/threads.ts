/** What is said of threads: those of a conversation, and those that somebody follows. */
const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

export const threadWords = {
  title: 'Threads',
  back: 'Back to the conversations',
  label: 'Threads you follow',
  which: 'Which threads are shown',
  all: 'All',
  onlyUnread: 'Unread',
  none: 'You follow no threads yet',
  noneHint:
    'Answer a message with “Reply in thread”, or follow a thread that you find in a conversation.',
  nothingUnread: 'You have read everything in the threads you follow.',
  loading: 'Loading threads…',
  failed: 'The threads could not be loaded.',
  again: 'Try again',
  more: 'Show older threads',
  replies: (count: number) => counted(count, 'reply', 'replies'),
  unread: (count: number) => counted(count, 'unread reply', 'unread replies'),
  mentions: (count: number) => counted(count, 'mention of you', 'mentions of you'),
  gone: 'What it begins with is not there any more.',
  you: 'You:',
  in: (name: string) => `Threads in ${name}`,
  noneHere: 'There are no threads here yet.',
  follow: 'Follow',
  following: 'Following',
  followHint: 'Follow this thread: you see when somebody answers in it',
  unfollowHint: 'You follow this thread. Stop following it',
  notDone: 'That did not work. Try again.',
};
