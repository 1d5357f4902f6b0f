import type { IncomingMessage } from '../xmpp/message';
import type { Notify, Wish } from '../xmpp/notification_settings';
import type { Deeds, StoredConversation } from './conversation.svelte';
import { type Draft, NOTHING_BEGUN, sameDraft } from './draft';
import type { Entry } from './entry';
import type { Listeners } from './inbox';
import { nameOf } from './names';
import type { Parts } from './parts';
import { owesReceipt, sendReceipt } from './receipts';
import type { RoomListeners } from './rooms';
import { whenDrawn } from './when_idle';

/** As many are in memory when a conversation is opened, or are loaded then. */
const ENOUGH_TO_OPEN = 30;

/** What somebody does in a conversation. */
export function deeds(parts: () => Parts): Deeds {
  return {
    opened(of) {
      if (of.markedUnread) parts().overview.mark(of, 'unread', false);
      if (of.kind === 'person') parts().people.learn(of.address);
      parts().overview.loaded?.drafts.ask();
      const { length } = of.timeline.entries;
      const load = () => void parts().history.loadOlder(of);
      if (length === 0) load();
      else if (length < ENOUGH_TO_OPEN) whenDrawn(load);
    },
    loadOlder: (of) => parts().history.loadOlder(of),
    send(of, body, how) {
      parts().typing.sent(of);
      of.eraseLine();
      if (!(how.thread ?? how.aside)) begin(parts(), of, { text: '', ...NOTHING_BEGUN });
      parts().outbox.send(of, body, how);
    },
    act: (of, key, what) => void parts().overview.later(({ acts }) => acts.add(of, key, what)),
    async remove(of, key, reason) {
      const { remove } = await import('./overview_parts');
      await remove(parts(), of, key, reason);
    },
    async reach(of, to) {
      const { reach } = await import('./overview_parts');
      const release = of.hold();
      return reach(parts().history, of, to).finally(release);
    },
    share: (of, ...what) => parts().uploading.share(of, ...what),
    retry: (of, key) => parts().outbox.retry(of, key),
    discard: (of, key) => void parts().outbox.discard(of, key),
    draft(of, text, begun) {
      if (of.draft !== text) parts().typing.wrote(of, text);
      const draft = begin(parts(), of, { text, ...begun });
      if (draft) void parts().database.keepDraft(draft);
    },
    read(of) {
      parts().reading.read(of);
      if (of.markedUnread) parts().overview.mark(of, 'unread', false);
      parts().keeper.changed(of);
    },
    mark: (of, mark, on) => parts().overview.mark(of, mark, on),
    notify: (of, wish, until) => parts().overview.notify(of, settingOf(of, wish, until)),
  };
}

/** What happens in a conversation. */
export function listeners(parts: () => Parts): Listeners & RoomListeners {
  return {
    changed(of, entries, way) {
      changed(parts(), of, entries);
      if (way !== 'archive' && parts().keeper.hasAll) of.forgetRead();
    },
    received(of, message, way) {
      const { afterwards, connection, manners, tabs, typing } = parts();
      const who = whoIn(parts(), of, message);
      const said = message.body !== null;
      const heard = () => {
        if (tabs.leading && of.kind === 'person' && owesReceipt(message, way))
          manners.tell('receipts', () => sendReceipt(connection, message));
        typing.heard(of, who, message.chatState, said);
      };
      if (!said) afterwards.flush();
      if (said) afterwards.add(heard);
      else heard();
    },
    came: (id) => parts().overview.loaded?.acts.came(id),
    displayedElsewhere: (of, id) => parts().reading.displayedElsewhere(of, id),
    failed(message) {
      const { error, from, id } = message;
      const { conversations } = parts();
      // Occupants may send each other errors: only the room's own is about what was said in it.
      const isRoom = conversations.get(from.bare)?.kind === 'room';
      const of = conversations.get(isRoom ? from.full : from.bare);
      if (!of || !error || !id) return;
      parts().outbox.failed(of, id, error.text ?? error.condition);
      parts().overview.loaded?.acts.failed(id);
    },
    aboutUnknown(of) {
      of.toldOf++;
      parts().keeper.changed(of);
      void parts().history.loadKept(of);
      if (of.lastOrder === of.standing.listed?.order) parts().overview.soon();
    },
    joined(of) {
      parts().overview.loaded?.preferences.entered(of);
      parts().stream.catchUp();
      parts().outbox.joined();
      parts().overview.loaded?.acts.flush();
    },
    left(of) {
      parts().history.interrupt(of.address);
      parts().typing.silence(of);
    },
    forgotten(room) {
      const of = parts().conversations.get(room);
      if (of) parts().typing.silence(of);
      parts().history.interrupt(room);
      void parts().database.dropConversation(room);
      parts().outbox.left();
      parts().overview.loaded?.acts.flush();
    },
    occupant: ({ address }) => parts().people.learn(address),
  };
}

function changed(parts: Parts, of: StoredConversation, entries: readonly Entry[]): void {
  const { history, keeper, outbox, overview, own, people } = parts;
  const archive = of.kind === 'room' ? of.address : own;
  outbox.arrived(entries);
  for (const { archiveId, author } of entries) {
    people.learn(author);
    const order = history.advance(archive, archiveId);
    if (order !== null) keeper.upTo(archive, order);
  }
  keeper.changed(of, entries);
  overview.said(of);
  if (of.draft && entries.some((each) => each.own)) overview.loaded?.drafts.ask();
  if (of.attended && of.unread > 0) of.markRead();
  const unread = entries.filter((each) => of.isUnread(each)).length;
  if (of.isOpen && unread === of.unread && unread > 0 && !document.hasFocus()) of.drawLine();
}

/** Of people nothing has to be set to be told of all they say. */
function settingOf(of: StoredConversation, wish: Wish, until: number | null): Notify | null {
  return wish === 'always' && of.kind === 'person' ? null : { wish, until };
}

/** The draft, in the other tabs and devices too; null when it is as it was. */
function begin(
  { clock, conversations, overview, tabs }: Parts,
  { address }: StoredConversation,
  content: Pick<Draft, 'text' | 'reply' | 'mentions'>,
): Draft | null {
  const before = conversations.draftOf(address);
  if (sameDraft(before, content)) return null;
  const draft = Object.freeze({ ...before, ...content, changedAt: clock.now() });
  conversations.drafted(draft);
  tabs.tell({ kind: 'drafted', draft });
  overview.loaded?.drafts.changed(draft);
  return draft;
}

function whoIn(parts: Parts, of: StoredConversation, message: IncomingMessage): string {
  if (of.kind === 'person') return of.name;
  const { address } = of.room.get(message.from.resource) ?? {};
  return (address && parts.people.names.get(address)) || nameOf(message.from.full);
}
