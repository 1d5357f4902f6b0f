/** Own nodes that mark conversations: schemas/xmpp/extensions/{pinned,archived,unread}.xsd */

/** The nodes, and namespaces of their payloads, by what they say. */
export const MARKS = {
  pinned: 'urn:stoa:pinned:1',
  archived: 'urn:stoa:archived:1',
  unread: 'urn:stoa:unread:1',
} as const;

export type Mark = keyof typeof MARKS;
