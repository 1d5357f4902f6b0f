import type { headerWords as English } from '../en/header';
import { forms } from '../forms';

const { counted } = forms('es');

export const headerWords: typeof English = {
  back: 'Volver a las conversaciones',
  roomDetails: 'Personas en esta sala',
  personDetails: 'Sobre esta persona',
  members: (count) => counted(count, 'persona aquí', 'personas aquí'),
  joining: 'Entrando en la sala…',
  refused: 'No se está en esta sala',
  unknown: 'Disponibilidad desconocida',
  notes: 'Nadie más las ve',
};
