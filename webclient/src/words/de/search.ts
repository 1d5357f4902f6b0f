import type { searchWords as English } from '../en/search';
import { forms } from '../forms';

const { counted } = forms('de');

export const searchWords: typeof English = {
  title: 'Nachrichten durchsuchen',
  field: 'Wörter, Namen, #Hashtags',
  label: 'Wonach in Nachrichten gesucht wird',
  clear: 'Suche leeren',
  back: 'Zurück zu den Unterhaltungen',
  here: 'In dieser Unterhaltung suchen',
  toResults: (query) => `Treffer für „${query}“`,
  leaveResults: 'Treffer verwerfen',

  filters: 'Filter',
  remove: (filter) => `Entfernen: ${filter}`,
  from: (name) => `Von ${name}`,
  in: (name) => `In ${name}`,
  before: (day) => `Vor ${day}`,
  after: (day) => `Nach ${day}`,
  has: { file: 'Mit Datei', image: 'Mit Bild', link: 'Mit Link', voice: 'Sprachnachrichten' },
  unread: 'Ungelesen',
  me: 'mir',
  add: { from: 'Von …', in: 'In …', date: 'Datum …' },
  date: { title: 'Wann es gesagt wurde', after: 'Nach', before: 'Vor', clear: 'Beliebige Zeit' },
  days: { today: 'Heute', yesterday: 'Gestern', week: 'Vor einer Woche', month: 'Vor einem Monat' },

  completions: 'Vorschläge',
  completed: (count) => counted(count, 'Vorschlag', 'Vorschläge'),
  operators: {
    from: 'wer es geschrieben hat',
    in: 'der Raum, oder mit wem es besprochen wurde',
    before: 'vor einem Tag gesagt',
    after: 'nach einem Tag gesagt',
    has: 'Datei, Bild, Link oder Sprachnachricht',
    is: 'was Sie noch nicht gelesen haben',
  },

  order: { label: 'Reihenfolge', best: 'Beste zuerst', newest: 'Neueste zuerst' },
  asking: 'Suche läuft …',
  total: (count) => counted(count, 'Nachricht', 'Nachrichten'),
  you: 'Sie',
  around: 'Zeigen, was davor und danach gesagt wurde',
  lessAround: 'Weniger zeigen',
  aroundFailed: 'Was davor und danach gesagt wurde, konnte nicht geladen werden.',
  more: 'Mehr anzeigen',
  loading: 'Weitere werden geladen …',
  moreFailed: 'Weitere Treffer konnten nicht geladen werden.',
  again: 'Erneut versuchen',

  nothing: 'Nichts gefunden',
  nothingHint: 'Versuchen Sie weniger oder andere Wörter, oder entfernen Sie einen Filter.',
  everywhere: 'Überall suchen',
  failed: 'Die Suche antwortet nicht',
  failedHint: 'Versuchen Sie es gleich noch einmal.',
  offline:
    'Sie sind offline: Durchsucht wurde nur, was dieser Browser aufbewahrt. Sobald die Verbindung wieder da ist, geht es von selbst weiter.',
  nothingHere: 'Davon ist in diesem Browser nichts aufbewahrt',
  nothingHereHint: 'Ältere Nachrichten werden durchsucht, sobald die Verbindung wieder da ist.',

  begin: 'Finden, was gesagt wurde',
  beginHint: 'In allen Ihren Unterhaltungen, in jeder Form eines Wortes.',
  recent: 'Zuletzt gesucht',
  forget: 'Vergessen',
  examples: 'Sie können auch schreiben',
  example: {
    phrase: '"nächste Woche"',
    phraseHint: 'diese Wörter in dieser Reihenfolge',
    tag: '#budget',
    tagHint: 'was so markiert ist',
  },
};
