import type { pinWords as English } from '../en/pins';
import { forms } from '../forms';

const { counted } = forms('de');

export const pinWords: typeof English = {
  label: 'Angeheftete Nachrichten',
  unpin: 'Für alle lösen',
  told: (text) => `📌 Angeheftet: „${text}“`,
  toldOff: (text) => `📌 Nicht mehr angeheftet: „${text}“`,
  notice: (name) => `${name} hat eine Nachricht angeheftet`,
  noticeOwn: 'Sie haben eine Nachricht angeheftet',
  noticeOff: (name) => `${name} hat eine angeheftete Nachricht gelöst`,
  noticeOffOwn: 'Sie haben eine angeheftete Nachricht gelöst',
  jump: (name, text) => `Die angeheftete Nachricht zeigen: ${name}: ${text}`,
  all: (count) => counted(count, 'angeheftete Nachricht', 'angeheftete Nachrichten'),
  by: (name, day) => `Angeheftet von ${name}, ${day}`,
  byYou: (day) => `Von Ihnen angeheftet, ${day}`,
  without: 'Eine Nachricht ohne Text',

  linkCopied: 'Link kopiert.',
  link: {
    looking: 'Die Nachricht wird gesucht …',
    none: 'Diese Nachricht ist für Sie nicht da',
    noneHint: 'Sie wurde zurückgezogen, oder Sie nehmen an der Unterhaltung nicht teil.',
    failed: 'Die Nachricht konnte nicht gesucht werden',
    failedHint: 'Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
    again: 'Noch einmal versuchen',
    back: 'Zu Ihren Unterhaltungen',
  },
};
