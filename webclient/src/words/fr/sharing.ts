import type { sharingWords as English } from '../en/sharing';
import { forms } from '../forms';

const { counted } = forms('fr');

export const sharingWords: typeof English = {
  share: 'Partager',
  ways: {
    camera: 'Prendre une photo',
    pictures: 'Images et vidéos',
    files: 'Fichiers',
  },
  tray: 'Fichiers à partager',
  chosen: (count, size) =>
    count === 0 ? '' : `${counted(count, 'fichier', 'fichiers')} à partager, ${size}`,
  remove: (name) => `Retirer ${name}`,
};
