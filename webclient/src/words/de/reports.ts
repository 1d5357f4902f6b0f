import type { reportWords as English } from '../en/reports';

export const reportWords: typeof English = {
  title: (name) => `${name} melden`,
  act: 'Melden …',
  hint: 'Die Moderation Ihrer Organisation sieht Ihre Meldung und den Text dieser Nachricht. Die gemeldete Person erfährt nichts davon.',
  hintPerson:
    'Die Moderation Ihrer Organisation sieht Ihre Meldung. Die gemeldete Person erfährt nichts davon.',
  why: 'Grund',
  reasons: { abuse: 'Verletzend oder bedrohlich', spam: 'Spam' },
  note: 'Was die Moderation wissen sollte',
  block: (name) => `${name} auch blockieren: Nichts von dieser Person erreicht Sie mehr`,
  cancel: 'Abbrechen',
  send: 'Meldung senden',
  sent: 'Ihre Meldung ist bei der Moderation.',
  tooMany: 'Sie haben heute sehr oft gemeldet. Versuchen Sie es später noch einmal.',
  failed: 'Die Meldung konnte nicht gesendet werden. Versuchen Sie es noch einmal.',
};
