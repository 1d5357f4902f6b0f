/** What is said by the palette of places and actions. */

import { forms } from '../forms';

const { counted } = forms('en');

export const paletteWords = {
  title: 'Go to or do…',
  field: 'A person, a room, or what you want to do',
  results: 'People, rooms and actions',
  recent: 'Lately',
  places: 'People and rooms',
  colleagues: 'Colleagues',
  actions: 'Actions',
  found: (count: number) => counted(count, 'result', 'results'),
  searching: 'Asking the directory…',
  unread: (count: number) => counted(count, 'unread message', 'unread messages'),
  failed: 'That did not work. Try again.',
  keys: { move: 'choose', open: 'open', close: 'close' },
  names: {
    message: 'New message',
    group: 'New group',
    rooms: 'Find a room to join',
    search: 'Search messages',
    threads: 'Threads you follow',
    notes: 'Notes to yourself',
    read: 'Mark everything as read',
    status: 'Status and availability…',
    online: 'Show yourself as online',
    away: 'Show yourself as away',
    busy: 'Do not disturb',
    account: 'Your account',
    administration: 'Administration',
    signOut: 'Sign out',
  },
  /** Other words for the same, by which it is found too. */
  also: {
    message: 'write chat start conversation',
    group: 'create room channel',
    rooms: 'channels browse join',
    search: 'find history',
    threads: 'replies answers discussions',
    notes: 'memo self reminder',
    read: 'unread clear',
    status: 'away busy holiday',
    online: 'available here status',
    away: 'absent break status',
    busy: 'busy quiet dnd status',
    account: 'password devices account profile',
    administration: 'portal people health',
    signOut: 'log out logout leave quit',
  },
};
