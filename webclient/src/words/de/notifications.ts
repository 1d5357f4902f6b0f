import type { notificationWords as English } from '../en/notifications';

export const notificationWords: typeof English = {
  title: 'Benachrichtigungen',
  something: 'Es gibt Neues',
  authored: (author, text) => `${author}: ${text}`,
  file: 'Eine Datei',

  here: 'In diesem Browser',
  on: 'Dieser Browser sagt Ihnen, was es Neues gibt.',
  onWithPush:
    'Auch wenn keine Seite von Stoa offen ist, solange der Browser läuft und Sie angemeldet sind.',
  onPageOnly:
    'Nur solange eine Seite von Stoa offen ist: Dieser Browser hat keinen Push-Dienst oder erreicht ihn nicht.',
  off: 'Dieser Browser sagt Ihnen noch nichts. Beim Einschalten fragt er Sie einmal, ob er darf.',
  turnOn: 'Einschalten',
  turningOn: 'Wird eingeschaltet …',
  turnOff: 'Ausschalten',
  denied: 'Dieser Browser erlaubt es nicht',
  deniedHint:
    'Sie, oder wer diesen Browser verwaltet, haben Benachrichtigungen dieser Seite verboten. Erlauben Sie sie in den Einstellungen der Seite neben ihrer Adresse, und kommen Sie zurück.',
  unsupported: 'Dieser Browser kann keine Benachrichtigungen zeigen',
  unsupportedHint:
    'Fügen Sie diese Seite auf einem iPhone oder iPad erst zum Home-Bildschirm hinzu; nehmen Sie sonst einen anderen Browser oder irgendein XMPP-Programm.',
  failed: 'Das ist nicht gelungen. Versuchen Sie es erneut.',

  everywhere: 'In allen Ihren Browsern',
  enabled: 'Sagen, was es Neues gibt',
  previews: 'Zeigen, wer geschrieben hat und wie es beginnt',
  sound: 'Einen Ton abspielen',
  rooms: 'In Räumen, für die nichts anderes eingestellt ist',
  wishes: {
    always: 'Alle Nachrichten',
    'on-mention': 'Nur wenn Sie erwähnt werden',
    never: 'Nichts',
  },
  quiet: 'Zu bestimmten Zeiten nicht stören',
  begin: 'Von',
  end: 'Bis',
  days: 'Beginnend am',
  dayNames: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
  dayNamesLong: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
  zone: (name) => `Zeiten von ${name.replaceAll('_', ' ')}`,
  also: 'Nichts gesagt wird auch, solange Sie auf „Bitte nicht stören“ stehen, solange Sie auf ein anderes Gerät schauen, und von stummgeschalteten Unterhaltungen.',
  loading: 'Wird geladen …',
  unreachable: 'Ihre Einstellungen konnten nicht geladen werden.',
  unsaved: 'Das konnte nicht gespeichert werden. Versuchen Sie es erneut.',
  kept: 'Gespeichert',
  again: 'Erneut versuchen',
};
