import type { roomWords as English } from '../en/rooms';
import { forms } from '../forms';

const { number, counted } = forms('de');

const REASONS: Record<string, string> = {
  forbidden: 'Sie dürfen das hier nicht.',
  'not-allowed': 'Das ist hier nicht erlaubt.',
  'registration-required': 'Nur Mitglieder dürfen eintreten.',
  'item-not-found': 'Es gibt ihn nicht mehr.',
  conflict: 'Jemand muss ihn weiter besitzen.',
  'remote-server-timeout': 'Der Server antwortet nicht.',
};

export const roomWords: typeof English = {
  failed: (reason) => `Das ist nicht gelungen: ${REASONS[reason] ?? reason}`,
  cancel: 'Abbrechen',
  save: 'Speichern',
  saving: 'Wird gespeichert …',

  start: {
    label: 'Oder etwas anderes beginnen',
    group: 'Neue Gruppe',
    browse: 'Raum finden',
    notes: 'Notizen an mich',
    notesHint: 'Nur Sie sehen sie',
  },

  group: {
    title: 'Neue Gruppe',
    name: 'Name',
    description: 'Wofür sie ist (optional)',
    who: 'Wer eintreten darf',
    membersOnly: 'Nur wen Mitglieder einladen',
    open: 'Alle Ihrer Organisation',
    people: 'Personen',
    create: 'Gruppe anlegen',
    creating: 'Wird angelegt …',
    nameless: 'Eine Gruppe braucht einen Namen.',
    invitation: (inviter, name, room) =>
      `${inviter} lädt Sie in die Gruppe „${name}“ ein: xmpp:${room}?join`,
  },

  people: {
    field: 'Personen suchen',
    hint: 'Schreiben Sie einen Namen und wählen Sie mit der Eingabetaste. Die Rücktaste nimmt den letzten wieder heraus.',
    results: 'Kolleginnen und Kollegen',
    chosen: 'Ausgewählt',
    remove: (name) => `${name} herausnehmen`,
    nobody: 'Niemand gefunden',
    searching: 'Suche läuft …',
  },

  browse: {
    title: 'Raum finden',
    find: 'Nach Namen filtern',
    hint: 'Räume, in die alle eintreten dürfen.',
    none: 'Es gibt keine weiteren Räume, in die Sie eintreten könnten.',
    nothing: (query) => `Kein Raum heißt „${query}“.`,
    here: (count) => (count === null ? '' : `${counted(count, 'Person', 'Personen')} da`),
    join: 'Eintreten',
    more: 'Weitere Räume anzeigen',
    failed: 'Die Liste der Räume konnte nicht geladen werden.',
    again: 'Erneut versuchen',
    loading: 'Wird geladen …',
  },

  invitation: {
    text: (inviter, room) => `${inviter} lädt Sie ein: ${room}`,
    own: (room) => `Sie haben eine Einladung gesendet: ${room}`,
    accept: 'Annehmen',
    decline: 'Ablehnen',
    entering: 'Raum wird betreten …',
    inside: 'Sie sind in diesem Raum.',
    open: 'Öffnen',
  },

  panel: {
    subject: 'Thema',
    noSubject: 'Es ist kein Thema gesetzt.',
    editSubject: 'Thema ändern',
    about: 'Beschreibung',
    managed:
      'Ihre Organisation verwaltet diesen Raum: Wer dazugehört, folgt aus den Abteilungen, und niemand verlässt oder ändert ihn hier.',
    membersOnly: 'Nur Mitglieder dürfen eintreten.',
    open: 'Alle Ihrer Organisation dürfen eintreten.',
    invite: 'Personen einladen',
    settings: 'Einstellungen',
    leave: 'Diesen Raum verlassen',
    left: (name) => `Sie haben ${name} verlassen`,
    again: 'Wieder eintreten',
    here: (count) => `Hier (${number(count)})`,
    some: (count) =>
      `Der Raum ist so groß, dass er nur ${number(count)} von ihnen nennt. Alle, die dazugehören, stehen unter „Mitglieder“.`,
    members: (count) => `Mitglieder (${number(count)})`,
    banned: (count) => `Ausgesperrt (${number(count)})`,
    lists: 'Wer angezeigt wird',
    find: 'Jemanden suchen',
    nobody: 'Niemand.',
    nothing: (query) => `Niemand heißt „${query}“.`,
    noList: 'Die Liste der Mitglieder konnte nicht geladen werden.',
    membersKnow: 'Wer zu diesem Raum gehört, sehen nur seine Mitglieder.',
    you: 'Sie',
    nick: (nick) => `als ${nick}`,
    affiliations: {
      owner: 'Besitz',
      admin: 'Verwaltung',
      member: '',
      outcast: 'Ausgesperrt',
      none: '',
    },
    moderator: 'Moderation',
    visitor: 'Liest nur mit',
    away: 'Nicht hier',
    what: (name) => `Aktionen für ${name}`,
  },

  person: {
    write: 'Nachricht schreiben',
    owner: 'Zum Besitz berechtigen',
    admin: 'Zur Verwaltung berechtigen',
    member: 'Zum einfachen Mitglied machen',
    add: 'Zum Mitglied machen',
    kick: 'Vorerst hinausweisen',
    remove: 'Aus dem Raum entfernen',
    ban: 'Dauerhaft aussperren …',
    unban: 'Wieder einlassen',
    removed: (name) => `${name} ist entfernt`,
    banned: (name) => `${name} ist ausgesperrt`,
    kicked: (name) => `${name} ist vorerst hinausgewiesen`,
    changed: (name) => `Die Rolle von ${name} ist geändert`,
    ownerTitle: (name) => `${name} zum Besitz berechtigen?`,
    ownerText:
      'Wer einen Raum besitzt, darf ihn ändern und auflösen und Ihnen dieses Recht nehmen.',
    ownerConfirm: 'Berechtigen',
    banTitle: (name) => `${name} aussperren?`,
    banText:
      'Diese Person wird sofort hinausgewiesen und kann nicht wieder eintreten, bis jemand sie lässt.',
    banReason: 'Grund (alle im Raum sehen ihn)',
    banConfirm: 'Aussperren',
  },

  settings: {
    title: 'Einstellungen des Raums',
    name: 'Name',
    description: 'Beschreibung',
    listed: 'In der Liste der Räume anzeigen',
    anyoneSetsSubject: 'Alle dürfen das Thema ändern',
    membersInvite: 'Mitglieder dürfen andere einladen',
    history: 'Wer später dazukommt, liest',
    histories: { all: 'alles, was gesagt wurde', 'since-joining': 'was von da an gesagt wird' },
    destroy: 'Diesen Raum auflösen …',
    destroyTitle: (name) => `${name} für alle auflösen?`,
    destroyText:
      'Alle werden hinausgewiesen, und niemand kann mehr eintreten oder schreiben. Das lässt sich nicht rückgängig machen.',
    destroyConfirm: 'Auflösen',
    loading: 'Einstellungen werden geladen …',
  },

  invite: {
    title: (name) => `Personen zu ${name} einladen`,
    send: 'Einladen',
    sending: 'Wird eingeladen …',
    sent: (count) => `${counted(count, 'Einladung', 'Einladungen')} gesendet`,
  },

  undo: 'Rückgängig',
};
