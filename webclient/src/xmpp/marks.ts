/** Own nodes that mark conversations: schemas/xmpp/extensions/{pinned,archived,unread}.xsd */

/** The nodes, and namespaces of their payloads, by what they say. */
export const MARKS = {
  pinned: 'urn:stoa:pinned:1',
  archived: 'urn:stoa:archived:1',
  unread: 'urn:stoa:unread:1',
} as const;

/** Messages that are hidden: schemas/xmpp/extensions/hidden.xsd */
export const HIDDEN = 'urn:stoa:hidden:1';

/** Threads that are followed: schemas/xmpp/extensions/threads.xsd */
export const THREADS = 'urn:stoa:threads:1';

/** What all clients of the account keep to: schemas/xmpp/extensions/preferences.xsd */
export const PREFERENCES = 'urn:stoa:preferences:1';

export type Mark = keyof typeof MARKS;
