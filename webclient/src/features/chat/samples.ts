/** Messages and people for tests of components; never part of what is built. */

import type { Attachment, Client, Conversation, Message } from '../../store/types';

export const GRACE = { address: 'grace@localhost', name: 'Grace Hopper' };

export function attachment(differs: Partial<Attachment> = {}): Attachment {
  return {
    url: `${location.origin}/files/00000000-0000-4000-8000-000000000000/YWRh.mac/cat.png`,
    ours: true,
    name: 'cat.png',
    mediaType: 'image/png',
    voice: false,
    ...differs,
  };
}

export function message(differs: Partial<Message> = {}): Message {
  return {
    key: 'k1',
    own: false,
    author: GRACE,
    body: 'Good morning',
    files: [],
    upload: null,
    at: Date.UTC(2026, 10, 21, 12),
    delivery: null,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    error: null,
    editedAt: null,
    archiveId: '1795276639286217',
    invitation: null,
    pin: null,
    versions: [],
    retracted: false,
    removed: null,
    reactions: [],
    reply: null,
    thread: null,
    mentions: [],
    id: 'id1',
    editing: null,
    kind: 'text',
    ...differs,
  };
}

export function conversation(differs: Partial<Conversation> = {}): Conversation {
  return {
    ...GRACE,
    kind: 'person',
    picture: null,
    availability: 'online',
    statusText: '',
    idleSince: null,
    isNotes: false,
    blocked: false,
    subject: '',
    preview: null,
    lastActivity: 0,
    unread: 0,
    toldOf: 0,
    unreadIsMinimum: false,
    mentions: 0,
    markedUnread: false,
    pinned: false,
    archived: false,
    notify: 'always',
    mutedUntil: null,
    draft: '',
    begun: { reply: null, mentions: [] },
    typing: [],
    messages: [],
    firstUnreadKey: null,
    history: 'beginning',
    occupants: [],
    occupantCount: 0,
    joined: 'not-a-room',
    refusal: null,
    open: () => undefined,
    close: () => undefined,
    loadOlder: async () => undefined,
    hold: () => () => undefined,
    send: () => undefined,
    edit: () => undefined,
    react: () => undefined,
    retract: () => undefined,
    remove: async () => undefined,
    hide: () => undefined,
    may: () => false,
    reach: async () => null,
    thread: () => [],
    share: async () => undefined,
    retry: () => undefined,
    discard: () => undefined,
    setDraft: () => undefined,
    markRead: () => undefined,
    attend: () => undefined,
    markUnread: () => undefined,
    pin: () => undefined,
    archive: () => undefined,
    setNotify: () => undefined,
    ...differs,
  };
}

export function client(differs: Partial<Client> = {}): Client {
  return {
    me: {
      address: 'ada@localhost',
      name: 'Ada Lovelace',
      picture: null,
      administrator: false,
      shared: false,
    },
    link: { state: 'online', retryAt: null, reason: null, retry: () => undefined },
    storage: 'kept',
    ready: true,
    conversations: [],
    source: { state: 'complete', more: async () => undefined },
    unread: 0,
    threads: null,
    conversation: () => null,
    find: async () => [],
    begin: async () => false,
    acts: () => new Promise(() => undefined),
    notices: () => new Promise(() => undefined),
    signOut: async () => undefined,
    ...differs,
  };
}
