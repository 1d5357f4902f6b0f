import {
  type ArchivedMessage,
  type ArchivePage,
  type ArchiveQuery,
  archiveQuery,
  parseArchivedMessage,
  parseArchivePage,
} from '../xmpp/archive';
import type { Connection } from '../xmpp/connection';
import { randomId } from '../xmpp/ids';

export interface Page extends ArchivePage {
  /** In their order. */
  readonly messages: readonly ArchivedMessage[];
}

/** One page of an archive (XEP-0313). Rejects as `Connection.request` does. */
export async function readPage(
  connection: Connection,
  own: string,
  asked: Omit<ArchiveQuery, 'queryId'>,
): Promise<Page> {
  const query = { ...asked, queryId: randomId() };
  const messages: ArchivedMessage[] = [];
  const dispose = connection.onStanza('message', (stanza) => {
    const found = parseArchivedMessage(stanza, query, own);
    if (found) messages.push(found);
  });
  try {
    const page = parseArchivePage(await connection.request(archiveQuery(query)));
    return { ...(page ?? { complete: false, first: null, last: null }), messages };
  } finally {
    dispose();
  }
}
