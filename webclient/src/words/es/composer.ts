import type { composerWords as English } from '../en/composer';
import { forms } from '../forms';

const { counted } = forms('es');

export const composerWords: typeof English = {
  completions: {
    person: 'Personas que mencionar',
    emoji: 'Emojis',
    tag: 'Temas recientes aquí',
    command: 'Órdenes',
    count: (count) => counted(count, 'sugerencia', 'sugerencias'),
    all: 'Todas las personas de esta sala',
    allHint: (count) => counted(count, 'persona aquí', 'personas aquí'),
    you: 'tú',
    away: 'ahora no está',
    me: 'Decir lo que se hace',
    meHint: (name) => `«/me saluda» se muestra como «${name} saluda»`,
  },

  styles: {
    label: 'Formato',
    bold: 'Negrita',
    italic: 'Cursiva',
    strike: 'Tachado',
    code: 'Código',
    block: 'Bloque de código',
    quote: 'Cita',
    keys: { bold: 'Ctrl+B', italic: 'Ctrl+I', strike: 'Ctrl+Mayús+X' },
  },

  emoji: 'Emojis',

  deleting: {
    title: '¿Eliminar este mensaje?',
    text: 'No queda nada de él: en su lugar se puede eliminar para todos.',
    confirm: 'Eliminar para todos',
    cancel: 'Conservarlo',
  },
};
