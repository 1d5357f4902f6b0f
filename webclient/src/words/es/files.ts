import { size } from '../amounts';
import type { fileWords as English } from '../en/files';

const FAILED: Readonly<Record<string, (more: string) => string>> = {
  'file-too-large': (most) =>
    most
      ? `Demasiado grande: un archivo puede tener ${size(Number(most))}.`
      : 'Este archivo es demasiado grande.',
  'file-empty': () => 'Este archivo está vacío.',
  'file-gone': () => 'Este navegador ya no tiene el archivo. Hay que elegirlo de nuevo.',
  'file-refused': (why) => (why ? `Rechazado: ${why}` : 'Este archivo se ha rechazado.'),
  'file-network': () => 'La subida se ha interrumpido una y otra vez.',
  left: () => 'Ya no se está en esta sala.',
};

function failed(error: string | null): string {
  const [name = '', ...more] = (error ?? '').split(' ');
  return FAILED[name]?.(more.join(' ')) ?? `No enviado: ${error}`;
}

export const fileWords: typeof English = {
  picture: (name) => `Imagen: ${name}`,
  video: (name) => `Vídeo: ${name}`,
  voice: 'Mensaje de voz',
  open: (name) => `Abrir la imagen ${name}`,
  download: 'Descargar',
  downloadNamed: (name) => `Descargar ${name}`,
  elsewhere: 'En otro servidor; se abre en una pestaña nueva',

  upload: {
    waiting: 'Pendiente de subir',
    checking: 'Comprobando…',
    uploading: 'Subiendo…',
    remove: 'Quitar',
    progress: (name) => `Subiendo ${name}`,
    sent: (sent, total) => `${sent} de ${total}`,
    failed,
    retry: 'Reintentar',
    cancel: (name) => `Cancelar la subida de ${name}`,
  },

  state: {
    held: 'Buscando virus…',
    heldHint: 'Aparecerá aquí en cuanto termine.',
    refused: 'Este archivo se ha rechazado',
    refusedHint: (why) => why ?? 'La comprobación ha encontrado algo peligroso en él.',
    gone: 'Ya no está disponible',
    goneHint: 'Se ha retirado o eliminado, o ya no se está donde se compartió.',
    unreachable: 'No se ha podido cargar',
    again: 'Reintentar',
  },

  player: {
    play: 'Reproducir',
    pause: 'Pausa',
    position: 'Posición',
    speed: (rate) => `Velocidad ${rate.toLocaleString('es')}×`,
    at: (at, of) => `${at} de ${of}`,
    unplayable: 'Este navegador no puede reproducirlo. Se puede descargar.',
  },

  view: {
    title: 'Imagen',
    count: (at, of) => `${at} de ${of}`,
    close: 'Cerrar',
    next: 'Imagen siguiente',
    previous: 'Imagen anterior',
    closer: 'Ampliar',
    farther: 'Reducir',
    keys: 'Las flechas cambian de imagen, más y menos amplían y reducen, Escape cierra.',
    fromWhom: (author, when) => `${author}, ${when}`,
  },
};
