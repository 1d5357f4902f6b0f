import type { reportWords as English } from '../en/reports';

export const reportWords: typeof English = {
  title: (name) => `Denunciar a ${name}`,
  act: 'Denunciar…',
  hint: 'Quienes moderan en la organización ven la denuncia y el texto de este mensaje. La persona denunciada no se entera.',
  hintPerson:
    'Quienes moderan en la organización ven la denuncia. La persona denunciada no se entera.',
  why: 'Motivo',
  reasons: { abuse: 'Es ofensivo o amenazante', spam: 'Es spam' },
  note: 'Qué conviene que sepan',
  block: (name) => `Bloquear también a ${name}: ya no llegará nada de esa persona`,
  cancel: 'Cancelar',
  send: 'Enviar la denuncia',
  sent: 'La denuncia está en manos de quienes moderan.',
  tooMany: 'Hoy se han enviado demasiadas denuncias. Se puede volver a intentar más tarde.',
  failed: 'No se ha podido enviar la denuncia. Se puede volver a intentar.',
};
