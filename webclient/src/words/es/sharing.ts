import type { sharingWords as English } from '../en/sharing';
import { forms } from '../forms';

const { counted } = forms('es');

export const sharingWords: typeof English = {
  share: 'Compartir',
  ways: {
    camera: 'Hacer una foto',
    pictures: 'Imágenes y vídeos',
    files: 'Archivos',
  },
  tray: 'Archivos para compartir',
  chosen: (count, size) =>
    count === 0 ? '' : `${counted(count, 'archivo', 'archivos')} para compartir, ${size}`,
  remove: (name) => `Quitar ${name}`,
};
