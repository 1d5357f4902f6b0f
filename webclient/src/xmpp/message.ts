/**
 * A message as it came (RFC 6121 section 5), with what the extensions say in it: one value, read once.
 *
 * The ids: `id` and `originId` (XEP-0359 v0.7.0) are the author's and prove nothing; `stanzaId` is
 * the archive's and is believed only when the archive that keeps this conversation set it.
 */
import { type ChatState, parseChatState } from './chat_states';
import { parseReplacedId } from './corrections';
import { type Delay, parseDelay } from './delay';
import { parseFallbacks, type Stripped, stripped } from './fallback';
import { FILE_SHARING, parseSharedFiles, type SharedFile } from './file_sharing';
import { type Invitation, parseInvitation } from './invitations';
import { bareOf, type Jid, parseJid } from './jid';
import { parseDisplayedId, parseMarkable } from './markers';
import { type Mentions, type Part, parseMentions } from './mentions';
import { parseOccupantId } from './occupant_ids';
import { type Pin, parsePin } from './pins';
import { parseReactions, REACTIONS, type Reactions } from './reactions';
import { parseReceiptRequest, parseReceivedId } from './receipts';
import { parseReply, quoted, REPLIES, type Reply } from './replies';
import { parseRetraction, RETRACTIONS, type Retraction } from './retractions';
import { parseStanzaError, type StanzaError } from './stanza_error';
import { parseOriginId, parseStanzaId } from './stanza_ids';
import { parseThread } from './threads';
import { CLIENT, childrenOf, element, idOf, is } from './xml';

export type MessageType = 'chat' | 'groupchat' | 'headline' | 'normal' | 'error';

export interface IncomingMessage {
  readonly type: MessageType;
  /** In rooms the occupant (room and nick), or the room itself. */
  readonly from: Jid;
  /** Missing where a room or a server left it out. */
  readonly to: Jid | null;
  readonly id: string | null;
  readonly originId: string | null;
  /** The archive's id: of the own archive, or of the room for what a room sends. */
  readonly stanzaId: string | null;
  /** When it was said, where the own server, the room or the archive states so (XEP-0203). */
  readonly delay: Delay | null;
  /** Without what stands in for extensions that this client understands (XEP-0428). */
  readonly body: string | null;
  /** XEP-0447, or 0066: what the body then only repeats is not in it. */
  readonly files: readonly SharedFile[];
  /** '' clears a room's subject; null when the message says nothing about it. */
  readonly subject: string | null;
  readonly thread: string | null;
  readonly chatState: ChatState | null;
  /** XEP-0184: a receipt is asked for; the id of what this is the receipt of. */
  readonly receiptRequested: boolean;
  readonly receivedId: string | null;
  /** XEP-0333: may be answered with a marker; the id of what was displayed. */
  readonly markable: boolean;
  readonly displayedId: string | null;
  /** XEP-0308: id of the message that this one replaces. Only its author may. */
  readonly replacesId: string | null;
  /** XEP-0424 and 0425. Only the author, or for the moderated the room itself, may. */
  readonly retraction: Retraction | null;
  /** XEP-0372 and 0513: whom it means. */
  readonly mentions: Mentions;
  /** XEP-0444. */
  readonly reactions: Reactions | null;
  /** It says nothing but this; its body is for those who do not know pins. */
  readonly pin: Pin | null;
  /** XEP-0461; `quoted`: what the body quoted for others, '' where nothing. */
  readonly reply: (Reply & { readonly quoted: string }) | null;
  /** XEP-0421: who in the room wrote it, whatever the nick. */
  readonly occupantId: string | null;
  /** XEP-0249, or 0045: into a room. */
  readonly invitation: Invitation | null;
  readonly error: StanzaError | null;
}

const TYPES: readonly string[] = ['chat', 'groupchat', 'headline', 'error'];

/**
 * `own`: the own JID, bare or full. Null for what is no message of this kind of stream: another
 * element, or without an address it came from.
 */
export function parseMessage(stanza: Element, own: string): IncomingMessage | null {
  if (!is(stanza, 'message', CLIENT)) return null;
  const from = parseJid(stanza.getAttribute('from') ?? bareOf(own));
  if (!from) return null;
  const type = stanza.getAttribute('type') ?? 'normal';
  const room = type === 'groupchat' ? from.bare : null;
  return Object.freeze({
    type: (TYPES.includes(type) ? type : 'normal') as MessageType,
    from,
    to: parseJid(stanza.getAttribute('to')),
    id: idOf(stanza),
    ...texts(stanza),
    ...trusted(stanza, room, own),
    ...extensions(stanza),
    invitation: parseInvitation(stanza, from, own),
  });
}

function texts(stanza: Element) {
  const files = parseSharedFiles(stanza);
  const whole = inOurLanguage(stanza, 'body');
  const left = whole === null ? null : said(stanza, whole, files);
  const reply = parseReply(stanza);
  const mentions = parseMentions(stanza);
  return {
    files,
    body: left && (files.some((each) => each.url === left.text.trim()) ? '' : left.text),
    subject: inOurLanguage(stanza, 'subject'),
    thread: parseThread(stanza),
    reply: reply && { ...reply, quoted: quoted(left?.gone.get(REPLIES) ?? '') },
    mentions: left ? { ...mentions, parts: placed(mentions.parts, left) } : mentions,
  };
}

/** Nobody says nothing by calling all of it a quotation. */
function said(stanza: Element, text: string, files: readonly SharedFile[]): Stripped {
  const fallbacks = parseFallbacks(stanza);
  const shared = files.length > 0 ? [FILE_SHARING] : [];
  const understood = [RETRACTIONS, REACTIONS, ...shared];
  const answer = stripped(text, fallbacks, [...understood, REPLIES]);
  return answer.text.trim() ? answer : stripped(text, fallbacks, understood);
}

function placed(parts: readonly Part[], left: Stripped): readonly Part[] {
  const moved = parts.map(({ address, begin, end }) => ({
    address,
    begin: left.place(begin),
    end: left.place(end),
  }));
  return moved.filter(({ begin, end }) => begin < end);
}

/** Of several languages the one that is marked as none in particular, else the first. */
function inOurLanguage(stanza: Element, name: string): string | null {
  const found = childrenOf(stanza, name, CLIENT);
  return (found.find((each) => !each.hasAttribute('xml:lang')) ?? found[0])?.textContent ?? null;
}

function trusted(stanza: Element, room: string | null, own: string) {
  const account = parseJid(own);
  const servers = [room, account?.bare, account?.domain].filter((each) => typeof each === 'string');
  return {
    originId: parseOriginId(stanza),
    stanzaId: parseStanzaId(stanza, room ?? account?.bare ?? ''),
    delay: parseDelay(stanza, servers),
    occupantId: parseOccupantId(stanza),
  };
}

function extensions(stanza: Element) {
  return {
    chatState: parseChatState(stanza),
    receiptRequested: parseReceiptRequest(stanza),
    receivedId: parseReceivedId(stanza),
    markable: parseMarkable(stanza),
    displayedId: parseDisplayedId(stanza),
    replacesId: parseReplacedId(stanza),
    retraction: parseRetraction(stanza),
    reactions: parseReactions(stanza),
    pin: parsePin(stanza),
    error: parseStanzaError(stanza),
  };
}

/** `id` is also the origin id, so that the sender's own archive names the message to every device. */
export function chatMessage(to: string, id: string, ...payloads: Element[]): Element {
  return element('message', CLIENT, { to, id, type: 'chat' }, ...payloads);
}

export function roomMessage(room: string, id: string, ...payloads: Element[]): Element {
  return element('message', CLIENT, { to: room, id, type: 'groupchat' }, ...payloads);
}

export function body(text: string): Element {
  return element('body', CLIENT, {}, text);
}
