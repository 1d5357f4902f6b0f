/** XEP-0085 Chat State Notifications, version 2.1. #definitions #bizrules */
import { childElements, element } from './xml';

export const CHAT_STATES = 'http://jabber.org/protocol/chatstates';
const STATES = ['active', 'composing', 'paused', 'inactive', 'gone'] as const;

export type ChatState = (typeof STATES)[number];

export function parseChatState(message: Element): ChatState | null {
  const found = childElements(message).find((child) => child.namespaceURI === CHAT_STATES);
  return STATES.find((state) => state === found?.localName) ?? null;
}

export function chatState(state: ChatState): Element {
  return element(state, CHAT_STATES);
}
