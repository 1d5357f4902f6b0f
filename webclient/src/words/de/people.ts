import type { peopleWords as English } from '../en/people';

const REASONS: Record<string, string> = {
  'service-unavailable': 'Der Server kann das nicht.',
  'remote-server-timeout': 'Der Server antwortet nicht.',
};

export const peopleWords: typeof English = {
  failed: (reason) => `Das ist nicht gelungen: ${REASONS[reason] ?? reason}`,

  panel: {
    status: 'Status',
    departments: 'Abteilungen',
    manager: 'Führungskraft',
    email: 'E-Mail',
    address: 'Adresse',
    localTime: 'Ortszeit',
    timeFor: (time, name) => `${time} bei ${name}`,
    copy: 'Adresse kopieren',
    copied: 'Adresse kopiert',
    directory: 'Das Verzeichnis antwortet nicht.',
    block: 'Blockieren',
    unblock: 'Blockierung aufheben',
    blockTitle: (name) => `${name} blockieren?`,
    blockText:
      'Nichts, was diese Person schreibt, erreicht Sie; sie sieht nicht, ob Sie da sind, und Sie können ihr nicht schreiben. Sie erfährt nichts davon. Es gilt auf allen Ihren Geräten.',
    isBlocked: 'Sie haben diese Person blockiert.',
    notes: 'Was Sie hier schreiben, sehen nur Sie, auf allen Ihren Geräten.',
  },

  menu: { status: 'Status und Verfügbarkeit' },

  status: {
    title: 'Status und Verfügbarkeit',
    availability: 'Wie andere Sie sehen',
    shows: {
      online: 'Online',
      away: 'Abwesend',
      dnd: 'Bitte nicht stören',
    },
    hints: {
      online: 'Abwesend nach zehn Minuten ohne Sie',
      away: '',
      dnd: 'Nichts klingelt, und andere sehen, dass Sie beschäftigt sind',
    },
    text: 'Status',
    placeholder: 'Was andere wissen sollen',
    until: 'Bis',
    untils: {
      always: 'Bis ich es ändere',
      hour: 'In einer Stunde',
      workday: 'In 8 Stunden',
      morning: 'Morgen um 8 Uhr',
      week: 'In einer Woche',
    },
    devices: 'Es gilt auf allen Ihren Geräten.',
    save: 'Speichern',
    saving: 'Wird gespeichert …',
    cancel: 'Abbrechen',
  },

  privacy: {
    hint: 'Was andere erfahren, ohne dass Sie es sagen, auf allen Ihren Geräten.',
    receipts: 'Dass eine Nachricht bei Ihnen angekommen ist',
    displayed: 'Dass Sie eine Nachricht gelesen haben',
    typing: 'Dass Sie gerade schreiben',
  },

  lastSeen: (moment) => `Zuletzt gesehen: ${moment}`,

  shared: {
    title: 'Hier geteilt',
    kinds: { image: 'Bilder', file: 'Dateien', link: 'Links' },
    loading: 'Wird geladen …',
    none: { image: 'Noch keine Bilder.', file: 'Noch keine Dateien.', link: 'Noch keine Links.' },
    more: 'Ältere anzeigen',
    failed: 'Was geteilt wurde, konnte nicht geladen werden.',
    again: 'Erneut versuchen',
    by: (name, day) => `${name}, ${day}`,
    picture: (name, day) => `Bild von ${name}, ${day}`,
  },
};
