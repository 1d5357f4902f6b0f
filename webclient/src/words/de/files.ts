import { size } from '../amounts';
import type { fileWords as English } from '../en/files';

const FAILED: Readonly<Record<string, (more: string) => string>> = {
  'file-too-large': (most) =>
    most ? `Zu groß: Eine Datei darf ${size(Number(most))} haben.` : 'Diese Datei ist zu groß.',
  'file-empty': () => 'Diese Datei ist leer.',
  'file-gone': () => 'Dieser Browser hat die Datei nicht mehr. Wählen Sie sie noch einmal aus.',
  'file-refused': (why) => (why ? `Abgelehnt: ${why}` : 'Diese Datei wurde abgelehnt.'),
  'file-network': () => 'Das Hochladen brach immer wieder ab.',
  left: () => 'Sie haben diesen Raum verlassen.',
};

function failed(error: string | null): string {
  const [name = '', ...more] = (error ?? '').split(' ');
  return FAILED[name]?.(more.join(' ')) ?? `Nicht gesendet: ${error}`;
}

export const fileWords: typeof English = {
  picture: (name) => `Bild: ${name}`,
  video: (name) => `Video: ${name}`,
  voice: 'Sprachnachricht',
  open: (name) => `Bild ${name} öffnen`,
  download: 'Herunterladen',
  downloadNamed: (name) => `${name} herunterladen`,
  elsewhere: 'Auf einem anderen Server; öffnet sich in einem neuen Tab',

  upload: {
    waiting: 'Wird noch hochgeladen',
    checking: 'Wird geprüft …',
    uploading: 'Wird hochgeladen …',
    remove: 'Entfernen',
    progress: (name) => `${name} wird hochgeladen`,
    sent: (sent, total) => `${sent} von ${total}`,
    failed,
    retry: 'Erneut versuchen',
    cancel: (name) => `Hochladen von ${name} abbrechen`,
  },

  state: {
    held: 'Wird auf Viren geprüft …',
    heldHint: 'Sobald das getan ist, erscheint die Datei hier.',
    refused: 'Diese Datei wurde abgelehnt',
    refusedHint: (why) => why ?? 'Bei der Prüfung wurde etwas Gefährliches darin gefunden.',
    gone: 'Für Sie nicht mehr verfügbar',
    goneHint:
      'Sie wurde zurückgezogen oder gelöscht, oder Sie sind nicht mehr dort, wo sie geteilt wurde.',
    unreachable: 'Konnte nicht geladen werden',
    again: 'Erneut versuchen',
  },

  player: {
    play: 'Abspielen',
    pause: 'Pause',
    position: 'Stelle',
    speed: (rate) => `Geschwindigkeit ${rate.toLocaleString('de')}×`,
    at: (at, of) => `${at} von ${of}`,
    unplayable: 'Dieser Browser kann es nicht abspielen. Laden Sie es stattdessen herunter.',
  },

  view: {
    title: 'Bild',
    count: (at, of) => `${at} von ${of}`,
    close: 'Schließen',
    next: 'Nächstes Bild',
    previous: 'Vorheriges Bild',
    closer: 'Vergrößern',
    farther: 'Verkleinern',
    keys: 'Pfeiltasten wechseln das Bild, Plus und Minus ändern die Größe, Escape schließt.',
    fromWhom: (author, when) => `${author}, ${when}`,
  },
};
