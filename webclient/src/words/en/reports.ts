/** What is said where one reports somebody. */

export const reportWords = {
  title: (name: string) => `Report ${name}`,
  act: 'Report…',
  hint: 'Moderators of your organisation see your report and what this message says. The person you report is not told.',
  hintPerson: 'Moderators of your organisation see your report. The person you report is not told.',
  why: 'Why',
  reasons: { abuse: 'It hurts or threatens', spam: 'It is spam' },
  note: 'What they should know',
  block: (name: string) => `Block ${name} too: nothing from them reaches you any more`,
  cancel: 'Cancel',
  send: 'Send the report',
  sent: 'Your report is with the moderators.',
  tooMany: 'You have reported very often today. Try again later.',
  failed: 'The report could not be sent. Try again.',
};
