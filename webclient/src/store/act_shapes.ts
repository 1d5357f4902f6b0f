import { fallbackFor } from '../xmpp/fallback';
import { store } from '../xmpp/hints';
import { body, chatMessage, roomMessage } from '../xmpp/message';
import { reactions } from '../xmpp/reactions';
import { RETRACTIONS, retract } from '../xmpp/retractions';
import { originId } from '../xmpp/stanza_ids';
import type { Clock } from './clock';
import type { StoredConversation } from './conversation.svelte';
import { type Entry, entry } from './entry';
import type { Act, What } from './message_acts';
import { isTooLong, stanzaOf } from './outgoing';
import { type Changes, idOf } from './shown';
import type { Arrival } from './timeline';

/** For clients that do not know retractions (XEP-0424 #usecase). */
const RETRACTED = '/me retracted a previous message, but it is unsupported by your client.';

export function isPossible(about: Entry, what: What): boolean {
  if (what.kind === 'hide') return true;
  if (about.retracted || about.error !== null || about.kind !== 'text') return false;
  if (what.kind === 'react') return true;
  if (what.kind === 'retract') return about.own;
  const isText = about.files.length === 0 && about.invitation === null;
  return about.own && isText && what.body.trim() !== '';
}

/** Whether it is more than the server takes. */
export function isTooMuch(of: StoredConversation, act: Act): boolean {
  return act.what.kind === 'edit' && isTooLong(of, correction(act.about, act));
}

/** Null as long as nobody can say which message is meant. */
export function actStanza(of: StoredConversation, about: Entry, act: Act): Element | null {
  const { id, isRoom, what } = act;
  if (what.kind === 'edit') return stanzaOf(of, correction(about, act));
  const make = isRoom ? roomMessage : chatMessage;
  if (what.kind === 'retract') {
    const named = isRoom ? about.archiveId : about.messageId;
    const others = [fallbackFor(RETRACTIONS), body(RETRACTED), store()];
    return named === null ? null : make(of.address, id, retract(named), ...others, originId(id));
  }
  const named = idOf(about, isRoom);
  if (what.kind !== 'react' || !named) return null;
  const { emojis } = what;
  return make(of.address, id, reactions({ id: named, emojis }), store(), originId(id));
}

/** What the archive will have, as far as it is known before. */
export function arrivalsOf(
  about: Entry,
  { id, isRoom, what }: Act,
  { own, clock }: { readonly own: string; readonly clock: Clock },
): readonly Arrival[] {
  const at = Math.floor(clock.now());
  const named = isRoom ? about.archiveId : about.messageId;
  if (named === null) return [];
  const after = (known: readonly { readonly order: number }[]) =>
    known.reduce((newest, { order }) => Math.max(newest, order + 1), at * 1000);
  if (what.kind === 'edit')
    return [
      {
        kind: 'message',
        entry: { ...correction(about, { id, what, at }), order: after(about.edits) },
      },
    ];
  if (what.kind === 'retract') {
    const { author, occupantId } = about;
    return [{ kind: 'retraction', id: named, author: { author, occupantId }, at, reason: null }];
  }
  if (what.kind !== 'react') return [];
  const who = { author: own, occupantId: null, nick: null, own: true };
  const choice = {
    ...who,
    id,
    archiveId: null,
    order: after(about.reacted.choices),
    emojis: what.emojis,
  };
  return [{ kind: 'reactions', id: named, inRoom: isRoom, choice }];
}

/** What a message is shown with as long as these are not confirmed. */
export function changesOf(acts: readonly Act[], by: string, failed: boolean): Changes | null {
  if (acts.length === 0) return failed ? { by, state: 'failed' } : null;
  const changes: { -readonly [name in keyof Changes]: Changes[name] } = { by, state: 'waiting' };
  for (const { at, what } of acts) {
    if (what.kind === 'react') changes.emojis = what.emojis;
    if (what.kind === 'retract') changes.retracted = true;
    if (what.kind === 'edit') changes.edit = { body: what.body, mentions: what.mentions, at };
  }
  return changes;
}

/** The whole message again, with what is different (XEP-0308 #rules). */
function correction(about: Entry, { id, what, at }: Pick<Act, 'id' | 'what' | 'at'>): Entry {
  const said = what.kind === 'edit' ? { body: what.body, mentions: what.mentions } : {};
  const { conversation, own, author, occupantId, nick, files, answers, thread } = about;
  const same = { conversation, own, author, occupantId, nick, files, answers, thread };
  const ids = { key: id, messageId: id, originId: id, replaces: about.messageId };
  return entry({ ...same, ...ids, body: about.body, ...said, order: at * 1000, sentAt: at });
}
