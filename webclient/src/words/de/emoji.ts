import type { emojiGroups as English } from '../en/emoji';

export const emojiGroups: typeof English = {
  'Smileys & Emotion': 'Smileys und Gefühle',
  'People & Body': 'Menschen',
  'Animals & Nature': 'Tiere und Natur',
  'Food & Drink': 'Essen und Trinken',
  'Travel & Places': 'Reisen und Orte',
  Activities: 'Aktivitäten',
  Objects: 'Gegenstände',
  Symbols: 'Symbole',
  Flags: 'Flaggen',
};
