/** Everything the client says, in English. Another language is another object of the same shape. */

const plural = new Intl.PluralRules('en');

const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('en')} ${plural.select(count) === 'one' ? one : other}`;

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000).toLocaleString('en')} kB`;

const listed = (names: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'conjunction' }).format(names);

const writing = (names: readonly string[]): string => {
  if (names.length > 3) return 'Several people are writing…';
  return `${listed(names)} ${names.length === 1 ? 'is' : 'are'} writing…`;
};

/** What the store knows by a name only. */
const REASONS: Record<string, string> = {
  left: 'you have left this room.',
  'too-long': 'it is too long.',
};

export const words = {
  language: 'en',
  locale: 'en-GB',
  product: 'Stoa',
  notes: 'Notes to yourself',

  availability: {
    online: 'Online',
    away: 'Away',
    busy: 'Do not disturb',
    offline: 'Offline',
    unknown: 'Availability unknown',
  },

  list: {
    label: 'Conversations',
    filter: 'Find a person or a room',
    clearFilter: 'Clear the search',
    rooms: 'Rooms',
    people: 'People',
    you: 'You:',
    authored: (author: string, text: string) => `${author}: ${text}`,
    draft: 'Draft:',
    unread: (count: number, atLeast: boolean) =>
      `${atLeast ? 'at least ' : ''}${counted(count, 'unread message', 'unread messages')}`,
    kinds: { audio: 'Sound', call: 'Call', event: 'Event' },
    invitation: 'Invitation to a room',
    mentions: (count: number) => counted(count, 'mention of you', 'mentions of you'),
    markedUnread: 'Marked as unread',
    pinned: 'Pinned',
    muted: 'Muted',
    mutedBut: 'Mentions only',
    more: (name: string) => `More about ${name}`,
    filters: {
      label: 'Show',
      all: 'All',
      unread: 'Unread',
      mentions: 'Mentions',
      groups: 'Groups',
    },
    archived: (count: number) => `Archived: ${count.toLocaleString('en')}`,
    threads: (unread: number) =>
      unread ? `Threads: ${unread.toLocaleString('en')} unread` : 'Threads',
    none: {
      all: 'Nothing here: all your conversations are archived.',
      unread: 'You have read everything.',
      mentions: 'Nobody has mentioned you since you last looked.',
      groups: 'You are in no room yet.',
      archived: 'Nothing is archived.',
    },
    wasArchived: (name: string) => `${name} is archived`,
    loadingMore: 'Loading more conversations…',
    failedMore: 'More conversations could not be loaded.',
    offline: 'Your conversations appear when the connection is back.',
    nobody: 'No conversations yet',
    nobodyHint:
      'Your colleagues and rooms appear here as soon as your organisation has added them.',
    newMessage: 'New message',
    searchMessages: (query: string) => `Search messages for “${query}”`,
    searchAll: (query: string) => `Search all colleagues for “${query}”`,
    nothingFound: (query: string) => `Nobody and no room is called “${query}”.`,
    loading: 'Loading your conversations…',
  },

  welcome: {
    title: 'Pick a conversation',
    hint: 'Choose a person or a room from the list.',
    shortcut: 'finds anybody by name.',
    first: 'Welcome to Stoa',
    firstHint: 'Your conversations will open here.',
  },

  unknown: {
    title: 'You have no such conversation',
    hint: 'It may have been removed, or the link is mistyped.',
    back: 'Back to the conversations',
  },

  log: {
    label: (name: string) => `Messages with ${name}`,
    roomLabel: (name: string) => `Messages in ${name}`,
    beginning: 'This is the beginning of your conversation.',
    roomBeginning: 'This is the beginning of this room.',
    empty: 'No messages yet. Say hello.',
    nothing: 'There are no messages to show.',
    loadingOlder: 'Loading older messages…',
    failedOlder: 'Older messages could not be loaded.',
    tryAgain: 'Try again',
    newMessages: 'New messages',
    jump: 'Jump to the newest message',
    jumpNew: (count: number) => `${counted(count, 'new message', 'new messages')} below`,
    showAll: (characters: number) => `Show all ${characters.toLocaleString('en')} characters`,
    showLess: 'Show less',
    heard: (author: string, text: string) => `${author}: ${text}`,
    opensElsewhere: 'opens in a new tab',
  },

  message: {
    you: 'You',
    retracted: 'This message was withdrawn.',
    ownRetracted: 'You withdrew this message.',
    edited: 'edited',
    details: 'Details of this message',
    delivery: {
      waiting: 'Waiting to be sent',
      sent: 'Sent',
      delivered: 'Delivered',
      read: 'Read',
      failed: 'Not sent',
    },
    received: 'Received',
    shared: { picture: 'Picture', video: 'Video', voice: 'Voice message', file: 'File' },
    failed: (reason: string | null) =>
      reason ? `Not sent: ${REASONS[reason] ?? reason}` : 'Not sent.',
    retry: 'Try again',
    discard: 'Discard',
    spoken: (author: string, time: string, text: string) => `${author}, ${time}: ${text}`,
  },

  composer: {
    placeholder: (name: string) => `Write to ${name}`,
    label: 'Message',
    send: 'Send',
    share: 'Share pictures and files',
    drop: (name: string) => `Drop here to share with ${name}`,
    notShared: 'The files are still here: a part of this page could not be loaded. Try again.',
    notTaken: {
      unreadable: 'Folders cannot be shared, nor files that this browser may not read.',
      'too-many': 'At most 30 files are shared at once.',
    },
    voice: 'Record a voice message',
    voiceHint: 'Tap to record, or hold while you speak',
    tooLong: (bytes: number, limit: number) =>
      `Too long: ${kilobytes(bytes)} of at most ${kilobytes(limit)}. Send it in parts.`,
    keys: 'Enter sends, Shift and Enter begins a new line.',
    refused: (reason: string | null) =>
      reason
        ? `You cannot write here: ${REASONS[reason] ?? reason}`
        : 'You cannot write here: the room did not let you in.',
    blocked: 'You have blocked this person: nobody can write until you stop blocking.',
    joining: 'You can write as soon as you have entered the room.',
    ended: 'You are signed out.',
    writing,
  },

  link: {
    connecting: 'Connecting…',
    reconnecting: 'The connection is lost. Connecting again…',
    waiting: (seconds: number) =>
      seconds > 0
        ? `No connection. Next attempt in ${counted(seconds, 'second', 'seconds')}.`
        : 'No connection. Connecting again…',
    waitingServer: (seconds: number) =>
      seconds > 0
        ? `The server does not answer. Next attempt in ${counted(seconds, 'second', 'seconds')}.`
        : 'The server does not answer. Connecting again…',
    kept: 'What you write is kept and sent when the connection is back.',
    offline: 'This device is offline.',
    retry: 'Try now',
    storageFull:
      'This browser has no space left: older messages are loaded from the server instead.',
    storageUnavailable:
      'This browser keeps nothing: messages you have not sent are lost when you close this page.',
  },

  ended: {
    title: 'You are signed out',
    signedOut: 'Your session has ended. Sign in again to go on.',
    replaced: 'This page was opened somewhere else. You can go on here.',
    refused: 'The server has ended your session.',
    signIn: 'Sign in again',
    reload: 'Go on here',
  },

  room: {
    title: 'People in this room',
  },

  person: {
    title: 'About this person',
  },

  menu: {
    label: 'You',
  },

  unreachable: {
    title: 'Stoa cannot be reached',
    hint: 'The server does not answer, or this device is offline.',
    again: 'Try again',
  },

  crash: {
    title: 'Something went wrong here',
    hint: 'Your messages are safe on the server. Loading the page again usually helps.',
    reload: 'Reload',
  },

  missing: {
    title: 'A new version of Stoa is here',
    hint: 'A part that this page needs is gone. Reload to go on: what you have written is kept.',
    reload: 'Reload',
    offlineTitle: 'This cannot be shown without a connection',
    offlineHint: 'It is still to be loaded. Try again when the connection is back.',
  },

  close: 'Close',
  today: 'Today',
  yesterday: 'Yesterday',
  title: (unread: number, where: string | null) =>
    `${unread > 0 ? `(${unread}) ` : ''}${where ? `${where} · ` : ''}Stoa`,
};

export type Words = typeof words;
