import { chatState } from '../xmpp/chat_states';
import { fallbackFor } from '../xmpp/fallback';
import { FILE_SHARING, fileSharing } from '../xmpp/file_sharing';
import { markable } from '../xmpp/markers';
import { body, chatMessage, roomMessage } from '../xmpp/message';
import { outOfBand } from '../xmpp/out_of_band';
import { receiptRequest } from '../xmpp/receipts';
import { originId } from '../xmpp/stanza_ids';
import type { StoredConversation } from './conversation.svelte';
import type { Entry } from './entry';
import { sharedFile } from './shared_files';
import type { Attachment } from './types';

/** An own message as it is sent; its key is its id and origin id, however often it goes. */
export function stanzaOf(of: StoredConversation, made: Entry): Element {
  const said = made.files[0] ? shared(made.files[0]) : [body(made.body)];
  const words = [...said, originId(made.key), chatState('active')];
  if (of.kind === 'room') return roomMessage(of.address, made.key, ...words);
  return chatMessage(of.address, made.key, ...words, receiptRequest(), markable());
}

/** A file, and its link for those who know links only. */
function shared(file: Attachment): Element[] {
  const sharing = fileSharing(sharedFile(file));
  return [body(file.url), fallbackFor(FILE_SHARING), sharing, outOfBand(file.url)];
}
