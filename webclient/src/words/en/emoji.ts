/** What Unicode's groups of emoji are called. */
export const emojiGroups: Readonly<Record<string, string>> = {
  'Smileys & Emotion': 'Smileys and feelings',
  'People & Body': 'People',
  'Animals & Nature': 'Animals and nature',
  'Food & Drink': 'Food and drink',
  'Travel & Places': 'Travel and places',
  Activities: 'Activities',
  Objects: 'Objects',
  Symbols: 'Symbols',
  Flags: 'Flags',
};
