import type { pinWords as English } from '../en/pins';
import { forms } from '../forms';

const { counted } = forms('es');

export const pinWords: typeof English = {
  label: 'Mensajes fijados',
  unpin: 'Dejar de fijar para todos',
  told: (text) => `📌 Fijado: «${text}»`,
  toldOff: (text) => `📌 Ya no está fijado: «${text}»`,
  notice: (name) => `${name} ha fijado un mensaje`,
  noticeOwn: 'Tú has fijado un mensaje',
  noticeOff: (name) => `${name} ha dejado de fijar un mensaje`,
  noticeOffOwn: 'Tú has dejado de fijar un mensaje',
  jump: (name, text) => `Mostrar el mensaje fijado: ${name}: ${text}`,
  all: (count) => counted(count, 'mensaje fijado', 'mensajes fijados'),
  by: (name, day) => `Fijado por ${name}, ${day}`,
  byYou: (day) => `Fijado por ti, ${day}`,
  without: 'Un mensaje sin texto',

  linkCopied: 'Enlace copiado.',
  link: {
    looking: 'Buscando el mensaje…',
    none: 'No hay acceso a este mensaje',
    noneHint: 'Se ha retirado o pertenece a una conversación ajena.',
    failed: 'No se ha podido buscar el mensaje',
    failedHint: 'Conviene comprobar la conexión y volver a intentarlo.',
    again: 'Volver a intentarlo',
    back: 'Ir a las conversaciones',
  },
};
