import type { messageWords as English } from '../en/messages';
import { forms } from '../forms';

const { number, counted, listed } = forms('es');

const MOST_NAMED = 12;

const named = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED;
  if (more <= 0) return listed(names);
  return listed([...names.slice(0, MOST_NAMED), counted(more, 'persona más', 'personas más')]);
};

export const messageWords: typeof English = {
  of: (author, hour) => `Mensaje de ${author}, ${hour}`,
  ofYou: (hour) => `Mensaje propio, ${hour}`,
  acts: {
    react: 'Reaccionar',
    reply: 'Responder',
    thread: 'Responder en un hilo',
    edit: 'Editar',
    copy: 'Copiar el texto',
    link: 'Copiar el enlace',
    pin: 'Fijar para todos',
    report: 'Denunciar…',
    forward: 'Reenviar…',
    select: 'Seleccionar',
    details: 'Detalles',
    hide: 'Eliminar para mí',
    retract: 'Eliminar para todos',
    remove: 'Retirar para todos…',
  },
  more: 'Más',
  reactWith: (emoji) => `Reaccionar con ${emoji}`,
  moreEmoji: 'Más emojis',

  bar: {
    replying: (name) => `Respuesta a ${name}`,
    replyingToSelf: 'Respuesta a un mensaje propio',
    editing: 'Editar el mensaje',
    cancel: 'Cancelar',
    gone: 'El mensaje ya no está.',
  },

  reactions: {
    label: 'Reacciones',
    chip: (emoji, names) => `${emoji} de ${named(names)}`,
    more: (count) => `${number(count)} más`,
    fewer: 'Menos',
    who: 'Quién ha reaccionado',
    spoken: (emoji, count) => `${emoji} ${count}.`,
  },

  quote: {
    unknown: 'En respuesta a',
    somebody: 'alguien',
    spoken: (name) => `En respuesta a ${name}.`,
    retracted: 'Este mensaje se ha retirado.',
    missing: 'Este mensaje no se puede mostrar aquí.',
    jump: (name, text) => `Mostrar el mensaje al que responde: ${name}: ${text}`,
    notFound: 'Ese mensaje ya no está, o es anterior a lo que se puede leer.',
    failed: 'No se ha podido buscar el mensaje. Se puede volver a intentar.',
  },

  you: 'tú',
  writeTo: (name) => `Escribir a ${name}`,
  copied: 'Copiado.',
  notCopied: 'Este navegador no ha permitido copiar el texto.',
  looking: 'Buscando…',

  undoable: {
    retract: () => 'Mensaje retirado',
    hide: (count) => (count === 1 ? 'Eliminado para ti' : `${number(count)} eliminados para ti`),
  },

  selection: {
    label: 'Acciones para los mensajes seleccionados',
    count: (count) => counted(count, 'seleccionado', 'seleccionados'),
    spoken: (said) => `Seleccionado. ${said}`,
    copy: 'Copiar los mensajes seleccionados',
    forward: 'Reenviar los mensajes seleccionados',
    hide: 'Eliminar para mí los mensajes seleccionados',
    end: 'Terminar la selección',
  },

  forward: {
    title: 'Reenviar',
    label: 'Para',
    several: (count) => counted(count, 'mensaje', 'mensajes'),
    results: 'Personas y salas',
    searching: 'Buscando…',
    nobody: 'Ninguna persona ni sala se llama así.',
    sending: 'Reenviando…',
    failed: 'No se ha podido reenviar. Se puede volver a intentar.',
    done: (name) => `Reenviado a ${name}.`,
  },

  remove: {
    title: '¿Retirar para todos?',
    what: (name, text) => `${name}: ${text}`,
    reason: 'Motivo, que ve toda la sala',
    refused: (words) => `No se ha retirado: ${words}`,
    cancel: 'Cancelar',
    confirm: 'Retirar',
  },
  removed: (reason) =>
    reason
      ? `La moderación ha retirado este mensaje: ${reason}`
      : 'La moderación ha retirado este mensaje.',
  editing: 'editando…',
  editFailed: 'El cambio se ha rechazado: los demás ven el mensaje como estaba.',

  thread: {
    title: 'Hilo',
    part: 'En un hilo',
    answers: (count) => counted(count, 'respuesta', 'respuestas'),
    label: 'Mensajes de este hilo',
    placeholder: 'Responder en este hilo',
    earlier: (count) => `Mostrar ${counted(count, 'mensaje anterior', 'mensajes anteriores')}`,
    missing: 'El comienzo de este hilo ya no está.',
  },

  details: {
    reason: 'Motivo',
    readBy: (count) => `Leído por ${counted(count, 'persona', 'personas')}`,
    versions: 'Lo que decía antes',
  },

  date: {
    jump: (day) => `${day}: ir a una fecha`,
    title: 'Ir a una fecha',
    label: 'Fecha',
    go: 'Mostrar',
    none: 'Desde entonces no hay nada que se pueda leer.',
    unread: 'Primer mensaje sin leer',
  },

  picker: {
    label: 'Elegir un emoji',
    search: 'Buscar emojis (en inglés)',
    recent: 'Usados hace poco',
    tone: 'Tono de piel',
    tones: ['Amarillo', 'Claro', 'Medio claro', 'Medio', 'Medio oscuro', 'Oscuro'],
    nothing: 'No hay ningún emoji así.',
    loading: 'Cargando emojis…',
    failed: 'No se han podido cargar los emojis.',
    again: 'Reintentar',
    found: (count) => counted(count, 'emoji encontrado', 'emojis encontrados'),
  },
};
