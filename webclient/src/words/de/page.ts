/** Alles, was die Seite von Anfang an sagt. */
import type { words as English } from '../en/page';
import { forms } from '../forms';

const { number, counted, listed } = forms('de');

const kilobytes = (bytes: number): string => `${number(Math.ceil(bytes / 1000))} kB`;

const writing = (names: readonly string[]): string => {
  if (names.length > 3) return 'Mehrere schreiben …';
  return `${listed(names)} ${names.length === 1 ? 'schreibt' : 'schreiben'} …`;
};

const REASONS: Record<string, string> = {
  left: 'Sie haben diesen Raum verlassen.',
  'too-long': 'Die Nachricht ist zu lang.',
};

export const words: typeof English = {
  language: 'de',
  locale: 'de',
  product: 'Stoa',
  notes: 'Notizen an mich',

  availability: {
    online: 'Online',
    away: 'Abwesend',
    busy: 'Bitte nicht stören',
    offline: 'Offline',
    unknown: 'Verfügbarkeit unbekannt',
  },

  list: {
    label: 'Unterhaltungen',
    filter: 'Person oder Raum suchen',
    clearFilter: 'Suche leeren',
    rooms: 'Räume',
    people: 'Personen',
    you: 'Sie:',
    authored: (author, text) => `${author}: ${text}`,
    draft: 'Entwurf:',
    unread: (count, atLeast) =>
      `${atLeast ? 'mindestens ' : ''}${counted(count, 'ungelesene Nachricht', 'ungelesene Nachrichten')}`,
    kinds: { audio: 'Ton', call: 'Anruf', event: 'Termin' },
    invitation: 'Einladung in einen Raum',
    mentions: (count) => counted(count, 'Erwähnung von Ihnen', 'Erwähnungen von Ihnen'),
    markedUnread: 'Als ungelesen markiert',
    pinned: 'Angeheftet',
    muted: 'Stummgeschaltet',
    mutedBut: 'Nur Erwähnungen',
    more: (name) => `Mehr zu ${name}`,
    filters: {
      label: 'Anzeigen',
      all: 'Alle',
      unread: 'Ungelesen',
      mentions: 'Erwähnt',
      groups: 'Gruppen',
    },
    threads: (unread) => (unread ? `Threads: ${number(unread)} ungelesen` : 'Threads'),
    archived: (count) => `Archiviert: ${number(count)}`,
    none: {
      all: 'Hier ist nichts: Alle Ihre Unterhaltungen sind archiviert.',
      unread: 'Sie haben alles gelesen.',
      mentions: 'Seit Sie zuletzt nachgesehen haben, hat Sie niemand erwähnt.',
      groups: 'Sie sind noch in keinem Raum.',
      archived: 'Nichts ist archiviert.',
    },
    wasArchived: (name) => `${name} ist archiviert`,
    loadingMore: 'Weitere Unterhaltungen werden geladen …',
    failedMore: 'Weitere Unterhaltungen konnten nicht geladen werden.',
    offline: 'Ihre Unterhaltungen erscheinen, sobald die Verbindung wieder da ist.',
    nobody: 'Noch keine Unterhaltungen',
    nobodyHint:
      'Ihre Kolleginnen, Kollegen und Räume erscheinen hier, sobald Ihre Organisation sie hinzugefügt hat.',
    newMessage: 'Neue Nachricht',
    searchMessages: (query) => `Nachrichten nach „${query}“ durchsuchen`,
    searchAll: (query) => `Im ganzen Verzeichnis nach „${query}“ suchen`,
    nothingFound: (query) => `Niemand und kein Raum heißt „${query}“.`,
    loading: 'Ihre Unterhaltungen werden geladen …',
  },

  welcome: {
    title: 'Wählen Sie eine Unterhaltung',
    hint: 'Wählen Sie eine Person oder einen Raum aus der Liste.',
    shortcut: 'findet alle beim Namen.',
    first: 'Willkommen bei Stoa',
    firstHint: 'Hier öffnen sich Ihre Unterhaltungen.',
  },

  unknown: {
    title: 'Diese Unterhaltung haben Sie nicht',
    hint: 'Sie wurde vielleicht entfernt, oder der Link ist falsch geschrieben.',
    back: 'Zurück zu den Unterhaltungen',
  },

  log: {
    label: (name) => `Nachrichten mit ${name}`,
    roomLabel: (name) => `Nachrichten in ${name}`,
    beginning: 'Hier beginnt Ihre Unterhaltung.',
    roomBeginning: 'Hier beginnt dieser Raum.',
    empty: 'Noch keine Nachrichten. Sagen Sie Hallo.',
    nothing: 'Es gibt keine Nachrichten, die gezeigt werden können.',
    loadingOlder: 'Ältere Nachrichten werden geladen …',
    failedOlder: 'Ältere Nachrichten konnten nicht geladen werden.',
    tryAgain: 'Erneut versuchen',
    newMessages: 'Neue Nachrichten',
    jump: 'Zur neuesten Nachricht springen',
    jumpNew: (count) => `${counted(count, 'neue Nachricht', 'neue Nachrichten')} weiter unten`,
    showAll: (characters) => `Alle ${number(characters)} Zeichen anzeigen`,
    showLess: 'Weniger anzeigen',
    heard: (author, text) => `${author}: ${text}`,
    opensElsewhere: 'öffnet sich in einem neuen Tab',
  },

  message: {
    you: 'Sie',
    retracted: 'Diese Nachricht wurde zurückgezogen.',
    ownRetracted: 'Sie haben diese Nachricht zurückgezogen.',
    edited: 'bearbeitet',
    details: 'Einzelheiten dieser Nachricht',
    delivery: {
      waiting: 'Wird noch gesendet',
      sent: 'Gesendet',
      delivered: 'Zugestellt',
      read: 'Gelesen',
      failed: 'Nicht gesendet',
    },
    received: 'Empfangen',
    shared: { picture: 'Bild', video: 'Video', voice: 'Sprachnachricht', file: 'Datei' },
    failed: (reason) =>
      reason ? `Nicht gesendet: ${REASONS[reason] ?? reason}` : 'Nicht gesendet.',
    retry: 'Erneut versuchen',
    discard: 'Verwerfen',
    spoken: (author, time, text) => `${author}, ${time}: ${text}`,
  },

  composer: {
    placeholder: (name) => `Nachricht an ${name}`,
    label: 'Nachricht',
    send: 'Senden',
    share: 'Bilder und Dateien teilen',
    drop: (name) => `Hier ablegen, um mit ${name} zu teilen`,
    notShared:
      'Die Dateien sind noch hier: Ein Teil dieser Seite konnte nicht geladen werden. Versuchen Sie es erneut.',
    notTaken: {
      unreadable:
        'Ordner können nicht geteilt werden, ebenso wenig Dateien, die dieser Browser nicht lesen darf.',
      'too-many': 'Höchstens 30 Dateien werden auf einmal geteilt.',
    },
    voice: 'Sprachnachricht aufnehmen',
    voiceHint: 'Zum Aufnehmen tippen, oder beim Sprechen gedrückt halten',
    tooLong: (bytes, limit) =>
      `Zu lang: ${kilobytes(bytes)} von höchstens ${kilobytes(limit)}. Senden Sie die Nachricht in Teilen.`,
    keys: 'Die Eingabetaste sendet, mit der Umschalttaste beginnt sie eine neue Zeile.',
    refused: (reason) =>
      reason
        ? `Sie können hier nicht schreiben: ${REASONS[reason] ?? reason}`
        : 'Sie können hier nicht schreiben: Der Raum hat Sie nicht eingelassen.',
    blocked:
      'Sie haben diese Person blockiert: Niemand kann schreiben, bis Sie die Blockierung aufheben.',
    joining: 'Sie können schreiben, sobald Sie den Raum betreten haben.',
    ended: 'Sie sind abgemeldet.',
    writing,
  },

  link: {
    connecting: 'Verbindung wird hergestellt …',
    reconnecting: 'Die Verbindung ist unterbrochen und wird wiederhergestellt …',
    waiting: (seconds) =>
      seconds > 0
        ? `Keine Verbindung. Nächster Versuch in ${counted(seconds, 'Sekunde', 'Sekunden')}.`
        : 'Keine Verbindung. Nächster Versuch läuft …',
    waitingServer: (seconds) =>
      seconds > 0
        ? `Der Server antwortet nicht. Nächster Versuch in ${counted(seconds, 'Sekunde', 'Sekunden')}.`
        : 'Der Server antwortet nicht. Nächster Versuch läuft …',
    kept: 'Was Sie schreiben, bleibt erhalten und wird gesendet, sobald die Verbindung wieder da ist.',
    offline: 'Dieses Gerät ist offline.',
    retry: 'Jetzt versuchen',
    storageFull:
      'In diesem Browser ist kein Platz mehr: Ältere Nachrichten werden stattdessen vom Server geladen.',
    storageUnavailable:
      'Dieser Browser bewahrt nichts auf: Nicht gesendete Nachrichten gehen verloren, wenn Sie diese Seite schließen.',
  },

  ended: {
    title: 'Sie sind abgemeldet',
    signedOut: 'Ihre Sitzung ist beendet. Melden Sie sich wieder an, um weiterzumachen.',
    replaced: 'Diese Seite wurde anderswo geöffnet. Sie können hier weitermachen.',
    refused: 'Der Server hat Ihre Sitzung beendet.',
    signIn: 'Wieder anmelden',
    reload: 'Hier weitermachen',
  },

  room: {
    title: 'Personen in diesem Raum',
  },

  person: {
    title: 'Über diese Person',
  },

  menu: {
    label: 'Sie',
  },

  unreachable: {
    title: 'Stoa ist nicht erreichbar',
    hint: 'Der Server antwortet nicht, oder dieses Gerät ist offline.',
    again: 'Erneut versuchen',
  },

  crash: {
    title: 'Hier ist etwas schiefgegangen',
    hint: 'Ihre Nachrichten sind auf dem Server sicher. Meist hilft es, die Seite neu zu laden.',
    reload: 'Neu laden',
  },

  missing: {
    title: 'Es gibt eine neue Version von Stoa',
    hint: 'Diese Seite ist älter, und ein Teil, den sie braucht, ist nicht mehr da. Laden Sie sie neu, um weiterzumachen: Was Sie geschrieben haben, bleibt erhalten.',
    reload: 'Neu laden',
    offlineTitle: 'Das kann ohne Verbindung nicht gezeigt werden',
    offlineHint:
      'Es muss erst geladen werden. Versuchen Sie es erneut, sobald die Verbindung wieder da ist.',
  },

  close: 'Schließen',
  today: 'Heute',
  yesterday: 'Gestern',
  title: (unread, where) => `${unread > 0 ? `(${unread}) ` : ''}${where ? `${where} · ` : ''}Stoa`,
};
