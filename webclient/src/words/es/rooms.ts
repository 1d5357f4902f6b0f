import type { roomWords as English } from '../en/rooms';
import { forms } from '../forms';

const { number, counted } = forms('es');

const REASONS: Record<string, string> = {
  forbidden: 'aquí no hay permiso para eso.',
  'not-allowed': 'eso no está permitido aquí.',
  'registration-required': 'solo pueden entrar sus miembros.',
  'item-not-found': 'ya no existe.',
  conflict: 'alguien tiene que seguir siendo su propietario.',
  'remote-server-timeout': 'el servidor no responde.',
};

export const roomWords: typeof English = {
  failed: (reason) => `No ha funcionado: ${REASONS[reason] ?? reason}`,
  cancel: 'Cancelar',
  save: 'Guardar',
  saving: 'Guardando…',

  start: {
    label: 'O empezar otra cosa',
    group: 'Grupo nuevo',
    browse: 'Encontrar una sala',
    notes: 'Notas personales',
    notesHint: 'Nadie más las ve',
  },

  group: {
    title: 'Grupo nuevo',
    name: 'Nombre',
    description: 'Para qué es (opcional)',
    who: 'Quién puede entrar',
    membersOnly: 'Solo a quien inviten los miembros',
    open: 'Toda la organización',
    people: 'Personas',
    create: 'Crear el grupo',
    creating: 'Creando…',
    nameless: 'Un grupo necesita un nombre.',
    invitation: (inviter, name, room) =>
      `Invitación de ${inviter} al grupo «${name}»: xmpp:${room}?join`,
  },

  people: {
    field: 'Buscar personas',
    hint: 'Se escribe un nombre y se elige con Intro. Retroceso quita el último.',
    results: 'Colegas',
    chosen: 'Elegidas',
    remove: (name) => `Quitar a ${name}`,
    nobody: 'Nadie con ese nombre',
    searching: 'Buscando…',
  },

  browse: {
    title: 'Encontrar una sala',
    find: 'Filtrar por nombre',
    hint: 'Salas en las que puede entrar cualquiera.',
    none: 'No hay otras salas en las que entrar.',
    nothing: (query) => `Ninguna sala se llama «${query}».`,
    here: (count) => (count === null ? '' : counted(count, 'persona dentro', 'personas dentro')),
    join: 'Entrar',
    more: 'Mostrar más salas',
    failed: 'No se ha podido cargar la lista de salas.',
    again: 'Reintentar',
    loading: 'Cargando…',
  },

  invitation: {
    text: (inviter, room) => `Invitación de ${inviter}: ${room}`,
    own: (room) => `Invitación enviada: ${room}`,
    accept: 'Aceptar',
    decline: 'Rechazar',
    entering: 'Entrando…',
    inside: 'Ya se está en esta sala.',
    open: 'Abrirla',
  },

  panel: {
    subject: 'Asunto',
    noSubject: 'No hay asunto.',
    editSubject: 'Cambiar el asunto',
    about: 'Descripción',
    managed:
      'La organización gestiona esta sala: quién pertenece a ella depende de los departamentos, y aquí nadie la deja ni la cambia.',
    membersOnly: 'Solo pueden entrar los miembros.',
    open: 'Puede entrar toda la organización.',
    invite: 'Invitar a personas',
    settings: 'Ajustes',
    leave: 'Salir de esta sala',
    left: (name) => `Salida de ${name}`,
    again: 'Volver a entrar',
    here: (count) => `Aquí (${number(count)})`,
    some: (count) =>
      `La sala es tan grande que solo indica ${number(count)} de ellas. Todas las que pertenecen a ella están en «Miembros».`,
    members: (count) => `Miembros (${number(count)})`,
    banned: (count) => `Vetados (${number(count)})`,
    lists: 'A quién se muestra',
    find: 'Buscar a alguien',
    nobody: 'Nadie.',
    nothing: (query) => `Nadie se llama «${query}».`,
    noList: 'No se ha podido cargar la lista de miembros.',
    membersKnow: 'Solo los miembros ven quién pertenece a esta sala.',
    you: 'tú',
    nick: (nick) => `como ${nick}`,
    affiliations: {
      owner: 'Propiedad',
      admin: 'Administración',
      member: '',
      outcast: 'Vetado',
      none: '',
    },
    moderator: 'Moderación',
    visitor: 'Solo lectura',
    away: 'No está aquí',
    what: (name) => `Acciones para ${name}`,
  },

  person: {
    write: 'Escribir un mensaje',
    owner: 'Dar la propiedad',
    admin: 'Dar la administración',
    member: 'Dejar como miembro corriente',
    add: 'Hacer miembro',
    kick: 'Sacar por ahora',
    remove: 'Quitar de la sala',
    ban: 'Vetar para siempre…',
    unban: 'Dejar entrar de nuevo',
    removed: (name) => `${name} ya no pertenece a la sala`,
    banned: (name) => `${name} ya no puede entrar`,
    kicked: (name) => `${name} está fuera por ahora`,
    changed: (name) => `Ha cambiado el papel de ${name}`,
    ownerTitle: (name) => `¿Dar la propiedad a ${name}?`,
    ownerText: 'Quien tiene la propiedad puede cambiar y eliminar la sala, y quitar este derecho.',
    ownerConfirm: 'Dar la propiedad',
    banTitle: (name) => `¿Vetar a ${name}?`,
    banText: 'Sale de inmediato y no puede volver a entrar hasta que alguien lo permita.',
    banReason: 'Motivo (lo ve toda la sala)',
    banConfirm: 'Vetar',
  },

  settings: {
    title: 'Ajustes de la sala',
    name: 'Nombre',
    description: 'Descripción',
    listed: 'Aparece en la lista de salas',
    anyoneSetsSubject: 'Cualquiera puede cambiar el asunto',
    membersInvite: 'Los miembros pueden invitar a otras personas',
    history: 'Quien llega más tarde lee',
    histories: { all: 'todo lo que se ha dicho', 'since-joining': 'lo que se diga desde entonces' },
    destroy: 'Eliminar esta sala…',
    destroyTitle: (name) => `¿Eliminar ${name} para todos?`,
    destroyText:
      'Todos quedan fuera, y nadie puede volver a entrar ni a escribir. No se puede deshacer.',
    destroyConfirm: 'Eliminarla',
    loading: 'Cargando los ajustes…',
  },

  invite: {
    title: (name) => `Invitar a personas a ${name}`,
    send: 'Invitar',
    sending: 'Invitando…',
    sent: (count) => counted(count, 'invitación enviada', 'invitaciones enviadas'),
  },

  undo: 'Deshacer',
};
