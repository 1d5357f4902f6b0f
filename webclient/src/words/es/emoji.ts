import type { emojiGroups as English } from '../en/emoji';

export const emojiGroups: typeof English = {
  'Smileys & Emotion': 'Emoticonos',
  'People & Body': 'Personas',
  'Animals & Nature': 'Animales y naturaleza',
  'Food & Drink': 'Comida y bebida',
  'Travel & Places': 'Viajes y lugares',
  Activities: 'Actividades',
  Objects: 'Objetos',
  Symbols: 'Símbolos',
  Flags: 'Banderas',
};
