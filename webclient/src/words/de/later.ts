import type { laterWords as English } from '../en/later';
import { forms } from '../forms';

const { counted } = forms('de');

export const laterWords: typeof English = {
  newMessage: {
    title: 'Neue Nachricht',
    label: 'An',
    hint: 'Ein Name, eine Funktion oder eine Abteilung. Akzente und kleine Tippfehler spielen keine Rolle.',
    results: 'Kolleginnen und Kollegen',
    searching: 'Suche läuft …',
    found: (count, most) => {
      if (count >= most)
        return `Die ersten ${most}: Schreiben Sie mehr vom Namen, um andere zu sehen.`;
      if (count === 0) return '';
      return `${counted(count, 'Person', 'Personen')} gefunden`;
    },
    nobody: 'Niemand gefunden',
    nobodyHint: 'Versuchen Sie es nur mit dem Familiennamen oder mit der Abteilung.',
    failed: 'Das Verzeichnis antwortet nicht.',
    again: 'Erneut versuchen',
  },

  row: {
    label: (name) => `Aktionen für ${name}`,
    read: 'Als gelesen markieren',
    unread: 'Als ungelesen markieren',
    pin: 'Oben anheften',
    unpin: 'Nicht mehr anheften',
    archive: 'Archivieren, bis etwas gesagt wird',
    unarchive: 'Aus dem Archiv holen',
    undo: 'Rückgängig',
    notify: 'Benachrichtigungen',
    wishes: {
      always: 'Alle Nachrichten',
      'on-mention': 'Nur wenn Sie erwähnt werden',
      never: 'Nichts',
    },
    until: (wish, moment) => (moment ? `${wish} bis ${moment}` : wish),
    mutes: {
      hour: 'Eine Stunde lang nichts',
      workday: '8 Stunden lang nichts',
      morning: 'Bis morgen um 8 Uhr nichts',
      week: 'Eine Woche lang nichts',
    },
  },

  menu: {
    settings: 'Einstellungen',
    health: 'Verwaltung',
    signOut: 'Abmelden',
    signingOut: 'Abmeldung läuft …',
  },

  message: {
    written: 'Geschrieben',
    editedAt: 'Bearbeitet',
    notYet: 'noch nicht',
    copy: 'Text kopieren',
    copied: 'Kopiert',
  },

  queue: {
    label: 'Nicht gesendete Nachrichten',
    failed: (count) => `${counted(count, 'Nachricht wurde', 'Nachrichten wurden')} nicht gesendet.`,
    waiting: (count) =>
      `${counted(count, 'Nachricht wartet', 'Nachrichten warten')} darauf, gesendet zu werden.`,
    retry: 'Erneut versuchen',
    discard: 'Verwerfen',
    sure: 'Nicht gesendete Nachrichten verwerfen?',
    lost: (count) =>
      `${counted(count, 'Nachricht wird', 'Nachrichten werden')} aus diesem Browser entfernt. Niemand hat sie erhalten.`,
    keep: 'Behalten',
  },

  signOut: {
    title: 'Trotz nicht gesendeter Nachrichten abmelden?',
    text: (count) =>
      `${counted(count, 'Nachricht ist', 'Nachrichten sind')} noch nicht gesendet. Beim Abmelden wird alles aus diesem Browser entfernt, und sie gehen verloren.`,
    confirm: 'Abmelden und verlieren',
    cancel: 'Bleiben',
    failed: 'Sie sind noch angemeldet',
    failedHint:
      'Der Server konnte nicht benachrichtigt werden. Versuchen Sie es erneut, wenn er erreichbar ist: Aus diesem Browser wurde nichts entfernt.',
    again: 'Erneut versuchen',
  },
};
