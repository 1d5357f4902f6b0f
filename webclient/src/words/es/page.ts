/** Todo lo que la página dice desde el principio. */
import type { words as English } from '../en/page';
import { forms } from '../forms';

const { number, counted, listed } = forms('es');

const kilobytes = (bytes: number): string => `${number(Math.ceil(bytes / 1000))} kB`;

const writing = (names: readonly string[]): string => {
  if (names.length > 3) return 'Varias personas están escribiendo…';
  return `${listed(names)} ${names.length === 1 ? 'está' : 'están'} escribiendo…`;
};

const REASONS: Record<string, string> = {
  left: 'ya no se está en esta sala.',
  'too-long': 'es demasiado largo.',
};

export const words: typeof English = {
  language: 'es',
  locale: 'es',
  product: 'Stoa',
  notes: 'Notas personales',

  availability: {
    online: 'En línea',
    away: 'Ausente',
    busy: 'No molestar',
    offline: 'Sin conexión',
    unknown: 'Disponibilidad desconocida',
  },

  list: {
    label: 'Conversaciones',
    filter: 'Buscar una persona o una sala',
    clearFilter: 'Borrar la búsqueda',
    rooms: 'Salas',
    people: 'Personas',
    you: 'Tú:',
    authored: (author, text) => `${author}: ${text}`,
    draft: 'Borrador:',
    unread: (count, atLeast) =>
      `${atLeast ? 'al menos ' : ''}${counted(count, 'mensaje sin leer', 'mensajes sin leer')}`,
    kinds: { audio: 'Sonido', call: 'Llamada', event: 'Evento' },
    invitation: 'Invitación a una sala',
    mentions: (count) => counted(count, 'mención', 'menciones'),
    markedUnread: 'Marcada como no leída',
    pinned: 'Fijada',
    muted: 'Silenciada',
    mutedBut: 'Solo menciones',
    more: (name) => `Más sobre ${name}`,
    filters: {
      label: 'Mostrar',
      all: 'Todo',
      unread: 'Sin leer',
      mentions: 'Menciones',
      groups: 'Grupos',
    },
    threads: (unread) => (unread ? `Hilos: ${number(unread)} sin leer` : 'Hilos'),
    archived: (count) => `Archivo: ${number(count)}`,
    none: {
      all: 'No hay nada aquí: todas las conversaciones están archivadas.',
      unread: 'Todo está leído.',
      mentions: 'No hay menciones desde la última visita.',
      groups: 'Todavía no hay ninguna sala.',
      archived: 'No hay nada archivado.',
    },
    wasArchived: (name) => `${name} está en el archivo`,
    loadingMore: 'Cargando más conversaciones…',
    failedMore: 'No se han podido cargar más conversaciones.',
    offline: 'Las conversaciones aparecerán cuando vuelva la conexión.',
    nobody: 'Todavía no hay conversaciones',
    nobodyHint:
      'Los colegas y las salas aparecerán aquí en cuanto la organización los haya añadido.',
    newMessage: 'Mensaje nuevo',
    searchMessages: (query) => `Buscar «${query}» en los mensajes`,
    searchAll: (query) => `Buscar «${query}» en todo el directorio`,
    nothingFound: (query) => `Ninguna persona ni sala se llama «${query}».`,
    loading: 'Cargando las conversaciones…',
  },

  welcome: {
    title: 'Elegir una conversación',
    hint: 'En la lista hay personas y salas.',
    shortcut: 'encuentra a cualquiera por su nombre.',
    first: 'Esto es Stoa',
    firstHint: 'Las conversaciones se abrirán aquí.',
  },

  unknown: {
    title: 'Esta conversación no existe aquí',
    hint: 'Puede que se haya eliminado, o que el enlace esté mal escrito.',
    back: 'Volver a las conversaciones',
  },

  log: {
    label: (name) => `Mensajes con ${name}`,
    roomLabel: (name) => `Mensajes en ${name}`,
    beginning: 'Aquí empieza la conversación.',
    roomBeginning: 'Aquí empieza esta sala.',
    empty: 'Todavía no hay mensajes. Es el momento de saludar.',
    nothing: 'No hay mensajes que mostrar.',
    loadingOlder: 'Cargando mensajes anteriores…',
    failedOlder: 'No se han podido cargar los mensajes anteriores.',
    tryAgain: 'Reintentar',
    newMessages: 'Mensajes nuevos',
    jump: 'Ir al mensaje más reciente',
    jumpNew: (count) => `${counted(count, 'mensaje nuevo', 'mensajes nuevos')} más abajo`,
    showAll: (characters) => `Mostrar los ${number(characters)} caracteres`,
    showLess: 'Mostrar menos',
    heard: (author, text) => `${author}: ${text}`,
    opensElsewhere: 'se abre en una pestaña nueva',
  },

  message: {
    you: 'Tú',
    retracted: 'Este mensaje se ha retirado.',
    ownRetracted: 'Mensaje propio retirado.',
    edited: 'editado',
    details: 'Detalles de este mensaje',
    delivery: {
      waiting: 'Pendiente de envío',
      sent: 'Enviado',
      delivered: 'Entregado',
      read: 'Leído',
      failed: 'No enviado',
    },
    received: 'Recibido',
    shared: { picture: 'Imagen', video: 'Vídeo', voice: 'Mensaje de voz', file: 'Archivo' },
    failed: (reason) => (reason ? `No enviado: ${REASONS[reason] ?? reason}` : 'No enviado.'),
    retry: 'Reintentar',
    discard: 'Descartar',
    spoken: (author, time, text) => `${author}, ${time}: ${text}`,
  },

  composer: {
    placeholder: (name) => `Mensaje para ${name}`,
    label: 'Mensaje',
    send: 'Enviar',
    share: 'Compartir imágenes y archivos',
    drop: (name) => `Soltar aquí para compartir con ${name}`,
    notShared:
      'Los archivos siguen aquí: no se ha podido cargar una parte de esta página. Hay que intentarlo de nuevo.',
    notTaken: {
      unreadable:
        'No se pueden compartir carpetas, ni archivos que este navegador no tenga permiso para leer.',
      'too-many': 'Se comparten como máximo 30 archivos a la vez.',
    },
    voice: 'Grabar un mensaje de voz',
    voiceHint: 'Tocar para grabar, o mantener pulsado al hablar',
    tooLong: (bytes, limit) =>
      `Demasiado largo: ${kilobytes(bytes)} de un máximo de ${kilobytes(limit)}. Se puede enviar en partes.`,
    keys: 'Intro envía; Mayús e Intro empieza una línea nueva.',
    refused: (reason) =>
      reason
        ? `No se puede escribir aquí: ${REASONS[reason] ?? reason}`
        : 'No se puede escribir aquí: la sala no ha permitido la entrada.',
    blocked: 'Esta persona está bloqueada: nadie puede escribir hasta que se desbloquee.',
    joining: 'Se podrá escribir en cuanto se haya entrado en la sala.',
    ended: 'La sesión está cerrada.',
    writing,
  },

  link: {
    connecting: 'Conectando…',
    reconnecting: 'Se ha perdido la conexión. Conectando de nuevo…',
    waiting: (seconds) =>
      seconds > 0
        ? `Sin conexión. Próximo intento en ${counted(seconds, 'segundo', 'segundos')}.`
        : 'Sin conexión. Conectando de nuevo…',
    waitingServer: (seconds) =>
      seconds > 0
        ? `El servidor no responde. Próximo intento en ${counted(seconds, 'segundo', 'segundos')}.`
        : 'El servidor no responde. Conectando de nuevo…',
    kept: 'Lo que se escriba se conserva y se envía cuando vuelva la conexión.',
    offline: 'Este dispositivo no tiene conexión.',
    retry: 'Intentar ahora',
    storageFull:
      'A este navegador no le queda espacio: los mensajes anteriores se cargan desde el servidor.',
    storageUnavailable:
      'Este navegador no guarda nada: los mensajes sin enviar se pierden al cerrar esta página.',
  },

  ended: {
    title: 'La sesión está cerrada',
    signedOut: 'La sesión ha terminado. Hay que volver a entrar para continuar.',
    replaced: 'Esta página se ha abierto en otro lugar. Se puede continuar aquí.',
    refused: 'El servidor ha terminado la sesión.',
    signIn: 'Iniciar sesión de nuevo',
    reload: 'Continuar aquí',
  },

  room: {
    title: 'Personas en esta sala',
  },

  person: {
    title: 'Sobre esta persona',
  },

  menu: {
    label: 'Menú propio',
  },

  unreachable: {
    title: 'No se puede acceder a Stoa',
    hint: 'El servidor no responde, o este dispositivo no tiene conexión.',
    again: 'Reintentar',
  },

  crash: {
    title: 'Algo ha fallado aquí',
    hint: 'Los mensajes están a salvo en el servidor. Casi siempre ayuda volver a cargar la página.',
    reload: 'Volver a cargar',
  },

  missing: {
    title: 'Hay una versión nueva de Stoa',
    hint: 'Esta página es anterior, y una parte que necesita ya no existe. Hay que volver a cargarla para continuar: lo que se ha escrito se conserva.',
    reload: 'Volver a cargar',
    offlineTitle: 'Esto no se puede mostrar sin conexión',
    offlineHint: 'Todavía no se ha cargado. Se puede volver a intentar cuando haya conexión.',
  },

  close: 'Cerrar',
  today: 'Hoy',
  yesterday: 'Ayer',
  title: (unread, where) => `${unread > 0 ? `(${unread}) ` : ''}${where ? `${where} · ` : ''}Stoa`,
};
