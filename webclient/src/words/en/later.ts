/** What is said only in the parts that are loaded later: not among the words the page begins with. */
const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

export const laterWords = {
  newMessage: {
    title: 'New message',
    label: 'To',
    hint: 'A name, a position or a department. Accents and small typing errors do not matter.',
    results: 'Colleagues',
    searching: 'Searching…',
    found: (count: number, most: number) => {
      if (count >= most) return `The first ${most}: write more of the name to see others.`;
      if (count === 0) return '';
      return counted(count, 'person found', 'people found');
    },
    nobody: 'Nobody found',
    nobodyHint: 'Try the family name alone, or the department they work in.',
    failed: 'The directory does not answer.',
    again: 'Try again',
  },

  row: {
    label: (name: string) => `What to do with ${name}`,
    read: 'Mark as read',
    unread: 'Mark as unread',
    pin: 'Pin to the top',
    unpin: 'Unpin',
    archive: 'Archive until something is said',
    unarchive: 'Take out of the archive',
    undo: 'Undo',
    notify: 'Notifications',
    wishes: { always: 'All messages', 'on-mention': 'Only mentions of you', never: 'Nothing' },
    until: (wish: string, moment: string | 0 | null) => (moment ? `${wish} until ${moment}` : wish),
    mutes: {
      hour: 'Nothing for an hour',
      workday: 'Nothing for 8 hours',
      morning: 'Nothing until tomorrow at 8',
      week: 'Nothing for a week',
    },
  },

  menu: {
    settings: 'Settings',
    health: 'Administration',
    signOut: 'Sign out',
    signingOut: 'Signing out…',
  },

  message: {
    written: 'Written',
    editedAt: 'Edited',
    notYet: 'not yet',
    copy: 'Copy text',
    copied: 'Copied',
  },

  queue: {
    label: 'Unsent messages',
    failed: (count: number) => `${counted(count, 'message was', 'messages were')} not sent.`,
    waiting: (count: number) => `${counted(count, 'message waits', 'messages wait')} to be sent.`,
    retry: 'Try again',
    discard: 'Discard',
    sure: 'Discard unsent messages?',
    lost: (count: number) =>
      `${counted(count, 'message', 'messages')} will be removed from this browser, and nobody has received ${count === 1 ? 'it' : 'them'}.`,
    keep: 'Keep',
  },

  signOut: {
    title: 'Sign out with unsent messages?',
    text: (count: number) =>
      `${counted(count, 'message has', 'messages have')} not been sent. Signing out removes everything from this browser, and they are lost.`,
    confirm: 'Sign out and lose them',
    cancel: 'Stay',
    failed: 'You are still signed in',
    failedHint:
      'The server could not be told. Try again when it can be reached: nothing has been removed from this browser.',
    again: 'Try again',
  },
};
