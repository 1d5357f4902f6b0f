import type { emojiGroups as English } from '../en/emoji';

export const emojiGroups: typeof English = {
  'Smileys & Emotion': 'Émoticônes',
  'People & Body': 'Personnes',
  'Animals & Nature': 'Animaux et nature',
  'Food & Drink': 'Nourriture et boissons',
  'Travel & Places': 'Voyages et lieux',
  Activities: 'Activités',
  Objects: 'Objets',
  Symbols: 'Symboles',
  Flags: 'Drapeaux',
};
