import type { sharingWords as English } from '../en/sharing';
import { forms } from '../forms';

const { counted } = forms('de');

export const sharingWords: typeof English = {
  share: 'Teilen',
  ways: {
    camera: 'Foto aufnehmen',
    pictures: 'Bilder und Videos',
    files: 'Dateien',
  },
  tray: 'Dateien zum Teilen',
  chosen: (count, size) =>
    count === 0 ? '' : `${counted(count, 'Datei', 'Dateien')} zum Teilen, ${size}`,
  remove: (name) => `${name} entfernen`,
};
