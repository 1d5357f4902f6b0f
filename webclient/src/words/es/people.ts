import type { peopleWords as English } from '../en/people';

const REASONS: Record<string, string> = {
  'service-unavailable': 'el servidor no sabe hacerlo.',
  'remote-server-timeout': 'el servidor no responde.',
};

export const peopleWords: typeof English = {
  failed: (reason) => `No ha funcionado: ${REASONS[reason] ?? reason}`,

  panel: {
    status: 'Estado',
    departments: 'Departamentos',
    manager: 'Responsable',
    email: 'Correo electrónico',
    address: 'Dirección',
    localTime: 'Hora local',
    timeFor: (time, name) => `${time} para ${name}`,
    copy: 'Copiar la dirección',
    copied: 'Dirección copiada',
    directory: 'El directorio no responde.',
    block: 'Bloquear',
    unblock: 'Desbloquear',
    blockTitle: (name) => `¿Bloquear a ${name}?`,
    blockText:
      'No llega nada de lo que escriba, no ve si se está en línea, y tampoco se le puede escribir. No se le comunica. Vale en todos los dispositivos propios.',
    isBlocked: 'Esta persona está bloqueada.',
    notes: 'Lo que se escriba aquí no lo ve nadie más; está en todos los dispositivos propios.',
  },

  menu: { status: 'Estado y disponibilidad' },

  status: {
    title: 'Estado y disponibilidad',
    availability: 'Lo que ven los demás',
    shows: {
      online: 'En línea',
      away: 'Ausente',
      dnd: 'No molestar',
    },
    hints: {
      online: 'Ausente tras diez minutos de inactividad',
      away: '',
      dnd: 'Nada suena, y los demás ven que no es buen momento',
    },
    text: 'Estado',
    placeholder: 'Lo que los demás deberían saber',
    until: 'Hasta',
    untils: {
      always: 'Hasta cambiarlo',
      hour: 'Dentro de una hora',
      workday: 'Dentro de 8 horas',
      morning: 'Mañana a las 8',
      week: 'Dentro de una semana',
    },
    devices: 'Vale en todos los dispositivos propios.',
    save: 'Guardar',
    saving: 'Guardando…',
    cancel: 'Cancelar',
  },

  privacy: {
    hint: 'Lo que los demás saben sin que se les diga, en todos los dispositivos propios.',
    receipts: 'Que un mensaje ha llegado',
    displayed: 'Que un mensaje se ha leído',
    typing: 'Que se está escribiendo',
  },

  lastSeen: (moment) => `Última vez: ${moment}`,

  shared: {
    title: 'Compartido aquí',
    kinds: { image: 'Imágenes', file: 'Archivos', link: 'Enlaces' },
    loading: 'Cargando…',
    none: {
      image: 'Todavía no hay imágenes.',
      file: 'Todavía no hay archivos.',
      link: 'Todavía no hay enlaces.',
    },
    more: 'Mostrar anteriores',
    failed: 'No se ha podido cargar lo compartido.',
    again: 'Reintentar',
    by: (name, day) => `${name}, ${day}`,
    picture: (name, day) => `Imagen de ${name}, ${day}`,
  },
};
