import { chatState } from '../xmpp/chat_states';
import { markable } from '../xmpp/markers';
import { body, chatMessage, roomMessage } from '../xmpp/message';
import { receiptRequest } from '../xmpp/receipts';
import { originId } from '../xmpp/stanza_ids';
import type { StoredConversation } from './conversation.svelte';
import type { Entry } from './entry';

/** An own message as it is sent; its key is its id and origin id, however often it goes. */
export function stanzaOf(of: StoredConversation, made: Entry): Element {
  const words = [body(made.body), originId(made.key), chatState('active')];
  if (of.kind === 'room') return roomMessage(of.address, made.key, ...words);
  return chatMessage(of.address, made.key, ...words, receiptRequest(), markable());
}
