import type { laterWords as English } from '../en/later';
import { forms } from '../forms';

const { counted } = forms('es');

export const laterWords: typeof English = {
  newMessage: {
    title: 'Mensaje nuevo',
    label: 'Para',
    hint: 'Un nombre, un cargo o un departamento. No importan las tildes ni los pequeños errores.',
    results: 'Colegas',
    searching: 'Buscando…',
    found: (count, most) => {
      if (count >= most) return `Los primeros ${most}: con más letras del nombre aparecen otros.`;
      if (count === 0) return '';
      return counted(count, 'persona encontrada', 'personas encontradas');
    },
    nobody: 'Nadie con ese nombre',
    nobodyHint: 'Puede ayudar escribir solo el apellido, o el departamento.',
    failed: 'El directorio no responde.',
    again: 'Reintentar',
  },

  row: {
    label: (name) => `Acciones para ${name}`,
    read: 'Marcar como leída',
    unread: 'Marcar como no leída',
    pin: 'Fijar arriba',
    unpin: 'No fijar',
    archive: 'Archivar hasta que se diga algo',
    unarchive: 'Sacar del archivo',
    undo: 'Deshacer',
    notify: 'Notificaciones',
    wishes: { always: 'Todos los mensajes', 'on-mention': 'Solo menciones', never: 'Nada' },
    until: (wish, moment) => (moment ? `${wish} hasta: ${moment}` : wish),
    mutes: {
      hour: 'Nada durante una hora',
      workday: 'Nada durante 8 horas',
      morning: 'Nada hasta mañana a las 8',
      week: 'Nada durante una semana',
    },
  },

  menu: {
    settings: 'Ajustes',
    health: 'Administración',
    signOut: 'Cerrar sesión',
    signingOut: 'Cerrando sesión…',
  },

  message: {
    written: 'Escrito',
    editedAt: 'Editado',
    notYet: 'todavía no',
    copy: 'Copiar el texto',
    copied: 'Copiado',
  },

  queue: {
    label: 'Mensajes sin enviar',
    failed: (count) => `${counted(count, 'mensaje no se ha', 'mensajes no se han')} enviado.`,
    waiting: (count) =>
      `${counted(count, 'mensaje espera', 'mensajes esperan')} a ser ${count === 1 ? 'enviado' : 'enviados'}.`,
    retry: 'Reintentar',
    discard: 'Descartar',
    sure: '¿Descartar los mensajes sin enviar?',
    lost: (count) =>
      `${counted(count, 'mensaje', 'mensajes')} se ${count === 1 ? 'borrará' : 'borrarán'} de este navegador. Nadie ${count === 1 ? 'lo' : 'los'} ha recibido.`,
    keep: 'Conservar',
  },

  signOut: {
    title: '¿Cerrar la sesión con mensajes sin enviar?',
    text: (count) =>
      `Hay ${counted(count, 'mensaje', 'mensajes')} sin enviar. Al cerrar la sesión se borra todo de este navegador, y se pierde.`,
    confirm: 'Cerrar sesión y perderlos',
    cancel: 'Quedarse',
    failed: 'La sesión sigue abierta',
    failedHint:
      'No se ha podido avisar al servidor. Se puede volver a intentar cuando responda: no se ha borrado nada de este navegador.',
    again: 'Reintentar',
  },
};
