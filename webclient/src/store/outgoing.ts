import { chatState } from '../xmpp/chat_states';
import { replace } from '../xmpp/corrections';
import { fallbackFor } from '../xmpp/fallback';
import { FILE_SHARING, fileSharing } from '../xmpp/file_sharing';
import { randomId } from '../xmpp/ids';
import { withResource } from '../xmpp/jid';
import { markable } from '../xmpp/markers';
import { mention } from '../xmpp/mentions';
import { body, chatMessage, roomMessage } from '../xmpp/message';
import { outOfBand } from '../xmpp/out_of_band';
import { pinned } from '../xmpp/pins';
import { receiptRequest } from '../xmpp/receipts';
import { quotation, REPLIES, reply } from '../xmpp/replies';
import { originId } from '../xmpp/stanza_ids';
import { thread } from '../xmpp/threads';
import { serialize } from '../xmpp/xml';
import type { StoredConversation } from './conversation.svelte';
import { type Entry, entry } from './entry';
import { sharedFile } from './shared_files';
import { idOf } from './shown';
import type { Attachment, Saying } from './types';

/** The server takes 262,144 bytes; archives and carbons wrap what was sent. */
const MOST_BYTES = 250_000;
const WAITED_MICROSECONDS = 2_000_000;

/** An own message before anybody has it. `now`: ms, by the server's clock. */
export function written(
  of: StoredConversation,
  what: Pick<Entry, 'body' | 'author'> & Partial<Entry>,
  now: number,
): Entry {
  const id = randomId();
  const newest = of.timeline.newest?.order ?? 0;
  return entry({
    ...what,
    conversation: of.address,
    key: id,
    messageId: id,
    originId: id,
    own: true,
    order: Math.max(Math.floor(now * 1000), newest + 1),
  });
}

export function isTooLong(of: StoredConversation, made: Entry): boolean {
  return new TextEncoder().encode(serialize(stanzaOf(of, made))).length > MOST_BYTES;
}

/** Among what was said when it was sent, as the archive has it, if it had to wait. */
export function orderWhenSent(written: number, sentAt: number, newest: number): number {
  return sentAt * 1000 - written < WAITED_MICROSECONDS
    ? written
    : Math.max(sentAt * 1000, newest + 1);
}

/** What a new message is besides its words. */
export function besides(
  of: StoredConversation,
  { reply: key = '', thread: name, mentions = [], pin }: Saying,
): Partial<Entry> {
  if (pin) return { pin, kind: 'notice' };
  const answered = of.timeline.get(key);
  const isRoom = of.kind === 'room';
  const id = answered && idOf(answered, isRoom);
  if (!id) return { thread: name ?? null, mentions };
  const nick = answered.own ? of.room.own?.nick : answered.nick;
  const to = isRoom ? withResource(of.address, nick ?? '') : answered.author;
  const quoted = answered.body || (answered.files[0]?.name ?? '');
  return { thread: name ?? null, mentions, answers: { id, to, quoted } };
}

/** An own message as it is sent; its key is its id and origin id, however often it goes. */
export function stanzaOf(of: StoredConversation, made: Entry): Element {
  const said = made.files[0] ? shared(made.files[0]) : spoken(made);
  const corrects = made.replaces === null ? [] : [replace(made.replaces)];
  const words = [...said, ...corrects, originId(made.key), chatState('active')];
  if (of.kind === 'room') return roomMessage(of.address, made.key, ...words);
  return chatMessage(of.address, made.key, ...words, receiptRequest(), markable());
}

/** Words, after what they answer for those who do not know answers. */
function spoken({ answers, body: text, mentions, pin, thread: name }: Entry): Element[] {
  const quote = answers?.quoted ? quotation(answers.quoted) : '';
  const { length } = [...quote];
  const fallback = quote ? [fallbackFor(REPLIES, length)] : [];
  const means = mentions.map((each) =>
    mention({ ...each, begin: each.begin + length, end: each.end + length }),
  );
  const answer = answers ? [reply(answers), ...fallback] : [];
  return [
    body(quote + text),
    ...(pin ? pinned(pin) : []),
    ...(name ? [thread(name)] : []),
    ...answer,
    ...means,
  ];
}

/** A file, and its link for those who know links only. */
function shared(file: Attachment): Element[] {
  const sharing = fileSharing(sharedFile(file));
  return [body(file.url), fallbackFor(FILE_SHARING), sharing, outOfBand(file.url)];
}
