import type { searchWords as English } from '../en/search';
import { forms } from '../forms';

const { counted } = forms('es');

export const searchWords: typeof English = {
  title: 'Buscar en los mensajes',
  field: 'Palabras, nombres, #etiquetas',
  label: 'Qué buscar en los mensajes',
  clear: 'Borrar la búsqueda',
  back: 'Volver a las conversaciones',
  here: 'Buscar en esta conversación',
  toResults: (query) => `Resultados de «${query}»`,
  leaveResults: 'Descartar los resultados',

  filters: 'Filtros',
  remove: (filter) => `Quitar: ${filter}`,
  from: (name) => `De ${name}`,
  in: (name) => `En ${name}`,
  before: (day) => `Antes: ${day}`,
  after: (day) => `Después: ${day}`,
  has: {
    file: 'Con archivo',
    image: 'Con imagen',
    link: 'Con enlace',
    voice: 'Mensajes de voz',
  },
  unread: 'Sin leer',
  me: 'mí',
  add: { from: 'De…', in: 'En…', date: 'Fecha…' },
  date: {
    title: 'Cuándo se dijo',
    after: 'Después',
    before: 'Antes',
    clear: 'Cualquier fecha',
  },
  days: { today: 'Hoy', yesterday: 'Ayer', week: 'Hace una semana', month: 'Hace un mes' },

  completions: 'Sugerencias',
  completed: (count) => counted(count, 'sugerencia', 'sugerencias'),
  operators: {
    from: 'quién lo ha escrito',
    in: 'la sala, o la persona con quien',
    before: 'dicho antes de un día',
    after: 'dicho después de un día',
    has: 'un archivo, una imagen, un enlace o un mensaje de voz',
    is: 'lo que queda por leer',
  },

  order: { label: 'Orden', best: 'Más relevantes', newest: 'Más recientes' },
  asking: 'Buscando…',
  total: (count) => counted(count, 'mensaje', 'mensajes'),
  you: 'Tú',
  around: 'Mostrar lo que se dijo antes y después',
  lessAround: 'Mostrar menos',
  aroundFailed: 'No se ha podido cargar lo que se dijo antes y después.',
  more: 'Mostrar más',
  loading: 'Cargando más…',
  moreFailed: 'No se han podido cargar más resultados.',
  again: 'Reintentar',

  nothing: 'No se ha encontrado nada',
  nothingHint: 'Se puede probar con menos palabras u otras, o quitar un filtro.',
  everywhere: 'Buscar en todas partes',
  failed: 'La búsqueda no responde',
  failedHint: 'Conviene intentarlo de nuevo en un momento.',
  offline:
    'Sin conexión: solo se ha buscado en lo que guarda este navegador. La búsqueda seguirá por sí sola cuando vuelva la conexión.',
  nothingHere: 'Nada de eso está guardado en este navegador',
  nothingHereHint: 'Se buscará en los mensajes más antiguos cuando vuelva la conexión.',

  begin: 'Encontrar lo que se dijo',
  beginHint: 'En todas las conversaciones, en cualquier forma de una palabra.',
  recent: 'Búsquedas recientes',
  forget: 'Olvidarlas',
  examples: 'También se puede escribir',
  example: {
    phrase: '"próxima semana"',
    phraseHint: 'estas palabras en este orden',
    tag: '#presupuesto',
    tagHint: 'lo que lleva esta etiqueta',
  },
};
