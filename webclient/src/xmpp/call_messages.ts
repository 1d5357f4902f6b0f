/** XEP-0353 Jingle Message Initiation, version 0.8.0. #intro. Noticed, not understood. */
const CALL_MESSAGES = 'urn:xmpp:jingle-message:0';

/** Whether a message, or a copy of one, says something about a call. */
export function isAboutCall(message: Element): boolean {
  return message.getElementsByTagNameNS(CALL_MESSAGES, '*').length > 0;
}
