import type { messageWords as English } from '../en/messages';
import { forms } from '../forms';

const { number, counted, listed } = forms('de');

const MOST_NAMED = 12;

const named = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED;
  if (more <= 0) return listed(names);
  return listed([
    ...names.slice(0, MOST_NAMED),
    counted(more, 'weitere Person', 'weiteren Personen'),
  ]);
};

export const messageWords: typeof English = {
  of: (author, hour) => `Nachricht von ${author}, ${hour}`,
  ofYou: (hour) => `Ihre Nachricht, ${hour}`,
  acts: {
    react: 'Reagieren',
    reply: 'Antworten',
    thread: 'Im Thread antworten',
    edit: 'Bearbeiten',
    copy: 'Text kopieren',
    link: 'Link kopieren',
    pin: 'Für alle anheften',
    report: 'Melden …',
    forward: 'Weiterleiten …',
    select: 'Auswählen',
    details: 'Einzelheiten',
    hide: 'Für mich löschen',
    retract: 'Für alle löschen',
    remove: 'Für alle entfernen …',
  },
  more: 'Mehr',
  reactWith: (emoji) => `Mit ${emoji} reagieren`,
  moreEmoji: 'Weitere Emoji',

  bar: {
    replying: (name) => `Antwort an ${name}`,
    replyingToSelf: 'Antwort an sich selbst',
    editing: 'Nachricht bearbeiten',
    cancel: 'Abbrechen',
    gone: 'Die Nachricht ist nicht mehr da.',
  },

  reactions: {
    label: 'Reaktionen',
    chip: (emoji, names) => `${emoji} von ${named(names)}`,
    more: (count) => `${number(count)} weitere`,
    fewer: 'Weniger',
    who: 'Wer reagiert hat',
    spoken: (emoji, count) => `${emoji} ${count}.`,
  },

  quote: {
    unknown: 'Antwort auf',
    somebody: 'jemanden',
    spoken: (name) => `Antwort auf ${name}.`,
    retracted: 'Diese Nachricht wurde zurückgezogen.',
    missing: 'Diese Nachricht kann hier nicht gezeigt werden.',
    jump: (name, text) => `Die Nachricht zeigen, auf die geantwortet wird: ${name}: ${text}`,
    notFound:
      'Diese Nachricht ist nicht mehr da, oder sie ist älter als das, was Sie lesen dürfen.',
    failed: 'Die Nachricht konnte nicht gesucht werden. Versuchen Sie es erneut.',
  },

  you: 'Sie',
  writeTo: (name) => `${name} schreiben`,
  copied: 'Kopiert.',
  notCopied: 'Dieser Browser hat das Kopieren nicht zugelassen.',
  looking: 'Wird gesucht …',

  undoable: {
    retract: () => 'Nachricht zurückgezogen',
    hide: (count) => (count === 1 ? 'Für Sie gelöscht' : `${number(count)} für Sie gelöscht`),
  },

  selection: {
    label: 'Aktionen für die ausgewählten Nachrichten',
    count: (count) => `${number(count)} ausgewählt`,
    spoken: (said) => `Ausgewählt. ${said}`,
    copy: 'Ausgewählte Nachrichten kopieren',
    forward: 'Ausgewählte Nachrichten weiterleiten',
    hide: 'Ausgewählte Nachrichten für mich löschen',
    end: 'Auswahl beenden',
  },

  forward: {
    title: 'Weiterleiten',
    label: 'An',
    several: (count) => counted(count, 'Nachricht', 'Nachrichten'),
    results: 'Personen und Räume',
    searching: 'Suche läuft …',
    nobody: 'Niemand und kein Raum heißt so.',
    sending: 'Wird weitergeleitet …',
    failed: 'Das Weiterleiten ist nicht gelungen. Versuchen Sie es erneut.',
    done: (name) => `An ${name} weitergeleitet.`,
  },

  remove: {
    title: 'Für alle entfernen?',
    what: (name, text) => `${name}: ${text}`,
    reason: 'Grund, den alle im Raum sehen',
    refused: (words) => `Nicht entfernt: ${words}`,
    cancel: 'Abbrechen',
    confirm: 'Entfernen',
  },
  removed: (reason) =>
    reason
      ? `Diese Nachricht wurde von der Moderation entfernt: ${reason}`
      : 'Diese Nachricht wurde von der Moderation entfernt.',
  editing: 'wird bearbeitet …',
  editFailed: 'Ihre Änderung wurde abgelehnt: Andere sehen die Nachricht, wie sie war.',

  thread: {
    title: 'Thread',
    part: 'In einem Thread',
    answers: (count) => counted(count, 'Antwort', 'Antworten'),
    label: 'Nachrichten dieses Threads',
    placeholder: 'In diesem Thread antworten',
    earlier: (count) => `${counted(count, 'frühere Nachricht', 'frühere Nachrichten')} anzeigen`,
    missing: 'Womit dieser Thread beginnt, ist nicht mehr da.',
  },

  details: {
    reason: 'Grund',
    readBy: (count) => `Gelesen von ${counted(count, 'Person', 'Personen')}`,
    versions: 'Was vorher darin stand',
  },

  date: {
    jump: (day) => `${day}: zu einem Datum springen`,
    title: 'Zu einem Datum springen',
    label: 'Datum',
    go: 'Anzeigen',
    none: 'Seitdem gibt es nichts, was Sie lesen dürfen.',
    unread: 'Erste ungelesene Nachricht',
  },

  picker: {
    label: 'Emoji auswählen',
    search: 'Emoji suchen (englisch)',
    recent: 'Zuletzt verwendet',
    tone: 'Hautton',
    tones: ['Gelb', 'Hell', 'Mittelhell', 'Mittel', 'Mitteldunkel', 'Dunkel'],
    nothing: 'Kein solches Emoji.',
    loading: 'Emoji werden geladen …',
    failed: 'Die Emoji konnten nicht geladen werden.',
    again: 'Erneut versuchen',
    found: (count) => `${number(count)} Emoji gefunden`,
  },
};
