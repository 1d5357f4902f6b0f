import type { IncomingMessage } from '../xmpp/message';
import type { Notify, Wish } from '../xmpp/notification_settings';
import type { Deeds, StoredConversation } from './conversation.svelte';
import type { Entry } from './entry';
import type { Listeners } from './inbox';
import { nameOf } from './names';
import type { Parts } from './parts';
import { owesReceipt, sendReceipt } from './receipts';
import type { RoomListeners } from './rooms';

/** As many are in memory when a conversation is opened, or are loaded then. */
const ENOUGH_TO_OPEN = 30;

/** What somebody does in a conversation. */
export function deeds(parts: () => Parts): Deeds {
  return {
    opened(of) {
      if (of.markedUnread) parts().overview.mark(of, 'unread', false);
      if (of.kind === 'person') parts().people.learn(of.address);
      if (of.timeline.entries.length < ENOUGH_TO_OPEN) void parts().history.loadOlder(of);
    },
    loadOlder: (of) => parts().history.loadOlder(of),
    send(of, body) {
      parts().typing.sent(of);
      of.eraseLine();
      show(parts(), of, '');
      parts().outbox.send(of, body);
    },
    share: (of, ...what) => parts().uploading.share(of, ...what),
    retry: (of, key) => parts().outbox.retry(of, key),
    discard: (of, key) => void parts().outbox.discard(of, key),
    draft(of, text) {
      if (of.draft === text) return;
      parts().typing.wrote(of, text);
      show(parts(), of, text);
      void parts().database.keepDraft(of.address, text);
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
    changed: (of, entries) => changed(parts(), of, entries),
    received(of, message, way) {
      const { afterwards, connection, tabs, typing } = parts();
      const who = whoIn(parts(), of, message);
      const said = message.body !== null;
      const heard = () => {
        if (tabs.leading && of.kind === 'person' && owesReceipt(message, way))
          sendReceipt(connection, message);
        typing.heard(of, who, message.chatState, said);
      };
      if (said) afterwards.add(heard);
      else heard();
    },
    displayedElsewhere: (of, id) => parts().reading.displayedElsewhere(of, id),
    failed(message) {
      const { error, from, id } = message;
      const { conversations } = parts();
      // Occupants may send each other errors: only the room's own is about what was said in it.
      const isRoom = conversations.get(from.bare)?.kind === 'room';
      const of = conversations.get(isRoom ? from.full : from.bare);
      if (of && error && id) parts().outbox.failed(of, id, error.text ?? error.condition);
    },
    aboutUnknown(of) {
      void parts().history.loadKept(of);
      if (of.lastOrder === of.standing.listed?.order) parts().overview.soon();
    },
    joined() {
      parts().stream.catchUp();
      parts().outbox.joined();
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
  if (of.attended && of.unread > 0) of.markRead();
  const unread = entries.filter((each) => of.isUnread(each)).length;
  if (of.isOpen && unread === of.unread && unread > 0 && !document.hasFocus()) of.drawLine();
}

/** Of people nothing has to be set to be told of all they say. */
function settingOf(of: StoredConversation, wish: Wish, until: number | null): Notify | null {
  return wish === 'always' && of.kind === 'person' ? null : { wish, until };
}

/** The draft, in the other tabs too. */
function show(parts: Parts, of: StoredConversation, text: string): void {
  if (of.draft === text) return;
  parts.conversations.drafted(of.address, text);
  parts.tabs.tell({ kind: 'draft', address: of.address, text });
}

function whoIn(parts: Parts, of: StoredConversation, message: IncomingMessage): string {
  if (of.kind === 'person') return of.name;
  const { address } = of.room.get(message.from.resource) ?? {};
  return (address && parts.people.names.get(address)) || nameOf(message.from.full);
}
