import type { settingsWords as English } from '../en/settings';
import { forms } from '../forms';

const { counted } = forms('de');

export const settingsWords: typeof English = {
  title: 'Einstellungen',
  back: 'Alle Einstellungen',
  loading: 'Wird geladen …',
  failed: 'Das konnte nicht geladen werden.',
  again: 'Erneut versuchen',
  sections: {
    profile: 'Profil',
    appearance: 'Darstellung',
    notifications: 'Benachrichtigungen',
    privacy: 'Privatsphäre',
    devices: 'Geräte',
    storage: 'Speicher',
    language: 'Sprache',
    shortcuts: 'Tastenkürzel',
    about: 'Über Stoa',
  },
  also: {
    profile: 'name bild avatar funktion adresse',
    appearance: 'design dunkel hell kontrast schrift größe dichte bewegung',
    notifications: 'ton push ruhezeit hinweise',
    privacy: 'lesebestätigung tippen zuletzt gesehen blockieren',
    devices: 'sitzungen browser apps passwörter telefon',
    storage: 'cache platz offline leeren',
    language: 'english deutsch français español',
    shortcuts: 'tasten tastatur hilfe',
    about: 'installieren app version rundgang hilfe',
  },
  themes: { system: 'Farben wie das System', light: 'Helle Farben', dark: 'Dunkle Farben' },

  profile: {
    directory:
      'Diese Angaben stammen aus dem Verzeichnis Ihrer Organisation. Was dort falsch ist, wird dort berichtigt und stimmt dann auch hier.',
    position: 'Funktion',
    departments: 'Abteilungen',
    manager: 'Leitung',
    email: 'E-Mail',
    address: 'Adresse',
    status: 'Status',
    change: 'Status und Verfügbarkeit ändern',
    copy: 'Adresse kopieren',
    copied: 'Adresse kopiert',
  },

  picture: {
    set: 'Bild festlegen',
    change: 'Bild ändern',
    remove: 'Eigenes Bild entfernen',
    title: 'Ihr Bild',
    frame: 'Der Ausschnitt, den andere sehen',
    hint: 'Ziehen Sie das Bild an die richtige Stelle oder nehmen Sie die Pfeiltasten; + und − ändern die Größe.',
    zoom: 'Vergrößerung',
    save: 'Speichern',
    saving: 'Wird gespeichert…',
    other: 'Anderes Bild',
    cancel: 'Abbrechen',
    saved: 'Gespeichert. Alle sehen Ihr neues Bild.',
    removed: 'Entfernt. Was jetzt zu sehen ist, kommt aus dem Verzeichnis Ihrer Organisation.',
    notAllowed:
      'Ihre Organisation zeigt die Bilder aus ihrem Verzeichnis; ein eigenes können Sie nicht festlegen.',
    failed: {
      unreadable: 'Dieses Bild lässt sich nicht verwenden. Wählen Sie ein PNG, JPEG oder WebP.',
      notAllowed: 'Ihre Organisation erlaubt kein eigenes Bild.',
      network: 'Der Server war nicht zu erreichen. Versuchen Sie es gleich noch einmal.',
    },
  },

  appearance: {
    hint: 'Gilt für diesen Browser. Was Ihr System verlangt, gilt zusätzlich.',
    theme: 'Farben',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    size: 'Schriftgröße',
    sizes: { small: 'Klein', normal: 'Normal', large: 'Groß', largest: 'Sehr groß' },
    density: 'Abstände in Listen',
    densities: { roomy: 'Normal', compact: 'Kompakt' },
    contrast: 'Mehr Kontrast',
    contrastHint: 'Kräftigere Farben und Linien',
    still: 'Weniger Bewegung',
    stillHint: 'Nichts gleitet, blendet über oder dreht sich',
  },

  language: {
    hint: 'Auf allen Ihren Geräten. Die Seite wird neu geladen; was Sie geschrieben haben, bleibt erhalten.',
    label: 'Sprache von Stoa',
  },

  privacy: {
    blocked: 'Blockierte Personen',
    blockedHint:
      'Nichts, was sie schreiben, erreicht Sie, und sie sehen nicht, ob Sie da sind. Blockieren können Sie jemanden dort, wo Sie etwas über die Person erfahren.',
    nobody: 'Sie haben niemanden blockiert.',
    unblock: 'Nicht mehr blockieren',
    unblockOne: (name) => `${name} nicht mehr blockieren`,
  },

  devices: {
    browsers: 'Browser',
    browsersHint: 'Wo Sie mit Ihrem eigenen Passwort angemeldet sind.',
    thisOne: 'Dieser Browser',
    unknownBrowser: 'Ein Browser',
    browserOn: (browser, system) => `${browser} unter ${system}`,
    seen: (moment, address) =>
      address ? `Zuletzt aktiv: ${moment}, von ${address}` : `Zuletzt aktiv: ${moment}`,
    signOut: 'Abmelden',
    signOutOne: (name) => `${name} abmelden`,
    signOutOthers: 'Alle anderen abmelden',
    othersTitle: 'Überall sonst abmelden?',
    othersText: (count) =>
      `${counted(count, 'anderer Browser wird', 'andere Browser werden')} sofort abgemeldet, und alles von Ihnen wird dort entfernt. Apps mit eigenem Passwort bleiben angemeldet.`,
    apps: 'Apps',
    appsHint:
      'Programme auf Ihrem Telefon oder Computer. Jedes meldet sich mit einem eigenen Passwort an.',
    noApps: 'Noch keine App: Jedes XMPP-Programm kann eine sein.',
    add: 'App hinzufügen',
    added: (day) => `Hinzugefügt: ${day}`,
    used: (moment) => `letzte Anmeldung: ${moment}`,
    neverUsed: 'nie benutzt',
    expired: 'Abgelaufen',
    rename: 'Umbenennen',
    renameOne: (name) => `${name} umbenennen`,
    name: 'Name',
    save: 'Speichern',
    cancel: 'Abbrechen',
    revoke: 'Entfernen',
    revokeOne: (name) => `${name} entfernen`,
    revokeTitle: (name) => `${name} entfernen?`,
    revokeText:
      'Die App wird innerhalb einer Sekunde abgemeldet, und ihr Passwort gilt nie wieder. Was sie empfangen hat, bleibt auf dem Gerät.',
    revokeConfirm: 'Entfernen und abmelden',
  },

  storage: {
    hint: 'Damit Stoa sofort da ist und sich auch ohne Verbindung lesen lässt, behält dieser Browser, was Sie zuletzt gesehen haben.',
    used: (size) => `In diesem Browser liegen ${size}.`,
    unknown: 'Dieser Browser sagt nicht, wie viel er behält.',
    unavailable:
      'Dieser Browser behält nichts: Seine Einstellungen erlauben es nicht, oder der Datenträger ist voll.',
    clear: 'Gespeichertes entfernen',
    clearHint:
      'Es wird wieder geladen, wenn Sie es ansehen. Entwürfe und nicht gesendete Nachrichten bleiben.',
    clearing: 'Wird entfernt …',
    kept: 'Browser bitten, es nie zu entfernen',
    keptHint: 'Ist der Datenträger fast voll, kann der Browser es sonst entfernen.',
    isKept: 'Dieser Browser entfernt es nicht von selbst.',
    notKept:
      'Dieser Browser hat nicht zugestimmt. Viele tun es, sobald die Seite installiert oder oft benutzt wird.',
  },

  shortcuts: {
    groups: {
      everywhere: 'Überall',
      list: 'In der Liste',
      writing: 'Beim Schreiben',
      message: 'Auf einer Nachricht',
    },
    keys: {
      find: 'Personen, Räume und Aktionen finden',
      search: 'Nachrichten suchen, zuerst hier',
      neighbours: 'Nächste oder vorige Unterhaltung',
      settings: 'Einstellungen',
      shortcuts: 'Diese Liste',
      close: 'Schließen, was offen ist',
      rows: 'Durch die Unterhaltungen',
      rowMenu: 'Was sich damit tun lässt',
      send: 'Senden',
      line: 'Neue Zeile',
      edit: 'Letzte eigene Nachricht bearbeiten, im leeren Feld',
      bold: 'Fett',
      italic: 'Kursiv',
      strike: 'Durchgestrichen',
      complete: 'Personen, Räume, Hashtags und Emoji',
      messages: 'Durch die Nachrichten',
      messageMenu: 'Was sich damit tun lässt',
      reply: 'Antworten',
      react: 'Reagieren',
      change: 'Bearbeiten',
      thread: 'Im Thread antworten',
      pin: 'Anheften oder lösen',
      day: 'Zu einem Tag springen',
      remove: 'Löschen',
    },
    or: 'oder',
    named: {
      Up: '↑',
      Down: '↓',
      Right: '→',
      Enter: 'Eingabe',
      Shift: 'Umschalt',
      Alt: 'Alt',
      Ctrl: 'Strg',
      Cmd: '⌘',
      Esc: 'Esc',
      Del: 'Entf',
    },
  },

  about: {
    what: 'Der eigene Ort Ihrer Organisation zum Reden. Stoa spricht XMPP: Jedes Programm, das es auch tut, kann mitmachen.',
    install: 'Als App installieren',
    installHint: 'Stoa bekommt ein Symbol und ein eigenes Fenster; sonst ändert sich nichts.',
    installed: 'Stoa ist auf diesem Gerät installiert.',
    byHand:
      'Vielleicht bietet dieser Browser die Installation in seinem eigenen Menü an: „Installieren“ oder „Zum Startbildschirm hinzufügen“.',
    account: 'Ihr Konto',
    api: 'Schnittstelle für Programme',
    source: 'Freie Software unter der GNU Affero General Public License, Version 3.',
    guide: 'Erste Schritte noch einmal zeigen',
  },

  guide: {
    offer: 'Neu hier? Ein kurzer Rundgang zeigt, was Stoa kann.',
    start: 'Zeigen',
    dismiss: 'Nicht mehr anzeigen',
    title: 'Erste Schritte',
    step: (at, of) => `Schritt ${at} von ${of}`,
    back: 'Zurück',
    next: 'Weiter',
    skip: 'Überspringen',
    done: 'Los geht’s',
    steps: {
      find: {
        title: 'Alle sind schon da',
        text: 'Schreiben Sie über Ihren Unterhaltungen einen Namen, eine Funktion oder eine Abteilung, und drücken Sie Eingabe. Niemand muss erst hinzugefügt werden.',
      },
      write: {
        title: 'Sagen Sie es, wie Sie mögen',
        text: 'Schreiben Sie @ für eine Person, : für ein Emoji. Ziehen Sie Bilder und Dateien in eine Unterhaltung, oder halten Sie das Mikrofon gedrückt und sprechen Sie.',
      },
      message: {
        title: 'Alles zu einer Nachricht',
        text: 'Zeigen Sie darauf, halten Sie sie gedrückt, oder drücken Sie auf ihr Eingabe: antworten, reagieren, bearbeiten, weiterleiten oder einen Thread beginnen.',
      },
      notify: {
        title: 'Davon hören oder Ruhe haben',
        text: 'Lassen Sie sich von diesem Browser sagen, was neu ist, auch wenn keine Seite offen ist. Ruhezeiten und jede Unterhaltung lassen sich einzeln einstellen.',
        act: 'Benachrichtigungen einrichten',
      },
      apps: {
        title: 'Auch auf dem Telefon',
        text: 'Richten Sie Stoa auf Ihrem Telefon ein, oder nehmen Sie eine beliebige App, die XMPP spricht. Was Sie lesen und schreiben, ist überall dasselbe.',
        act: 'App einrichten',
      },
    },
  },
};
