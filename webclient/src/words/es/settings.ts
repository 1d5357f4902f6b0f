import type { settingsWords as English } from '../en/settings';
import { forms } from '../forms';

const { counted } = forms('es');

export const settingsWords: typeof English = {
  title: 'Ajustes',
  back: 'Todos los ajustes',
  loading: 'Cargando…',
  failed: 'No se ha podido cargar.',
  again: 'Reintentar',
  sections: {
    profile: 'Perfil',
    appearance: 'Apariencia',
    notifications: 'Notificaciones',
    privacy: 'Privacidad',
    devices: 'Dispositivos',
    storage: 'Almacenamiento',
    language: 'Idioma',
    shortcuts: 'Atajos de teclado',
    about: 'Acerca de Stoa',
  },
  also: {
    profile: 'nombre foto avatar cargo dirección',
    appearance: 'tema oscuro claro contraste letra tamaño densidad movimiento',
    notifications: 'sonido push silencio avisos',
    privacy: 'confirmación lectura escribiendo última vez bloquear',
    devices: 'sesiones navegadores aplicaciones contraseñas teléfono',
    storage: 'caché espacio sin conexión vaciar',
    language: 'english deutsch français español',
    shortcuts: 'teclas teclado ayuda',
    about: 'instalar aplicación versión recorrido ayuda',
  },
  themes: { system: 'Colores del sistema', light: 'Colores claros', dark: 'Colores oscuros' },

  profile: {
    directory:
      'Estos datos vienen del directorio de la organización. Lo que esté mal se corrige allí, y entonces también aquí.',
    position: 'Cargo',
    departments: 'Departamentos',
    manager: 'Responsable',
    email: 'Correo electrónico',
    address: 'Dirección',
    status: 'Estado',
    change: 'Cambiar estado y disponibilidad',
    copy: 'Copiar dirección',
    copied: 'Dirección copiada',
  },

  picture: {
    set: 'Poner una foto',
    change: 'Cambiar la foto',
    remove: 'Quitar la foto propia',
    title: 'Foto propia',
    frame: 'La parte de la foto que ven los demás',
    hint: 'Se arrastra la foto hasta su sitio o se mueve con las flechas; + y − la acercan y la alejan.',
    zoom: 'Ampliación',
    save: 'Guardar',
    saving: 'Guardando…',
    other: 'Otra foto',
    cancel: 'Cancelar',
    saved: 'Guardada. Todo el mundo ve la nueva foto.',
    removed: 'Quitada. Lo que se ve ahora viene del directorio de la organización.',
    notAllowed: 'La organización muestra las fotos de su directorio; no se puede poner una propia.',
    failed: {
      unreadable: 'Esta imagen no se puede usar. Tiene que ser un archivo PNG, JPEG o WebP.',
      notAllowed: 'La organización no permite poner una foto propia.',
      network:
        'No se ha podido contactar con el servidor. Se puede intentar de nuevo en un momento.',
    },
  },

  appearance: {
    hint: 'Para este navegador. También cuenta lo que pida el sistema.',
    theme: 'Colores',
    themes: { system: 'Como el sistema', light: 'Claro', dark: 'Oscuro' },
    size: 'Tamaño del texto',
    sizes: { small: 'Pequeño', normal: 'Normal', large: 'Grande', largest: 'Muy grande' },
    density: 'Espacio en las listas',
    densities: { roomy: 'Amplio', compact: 'Compacto' },
    contrast: 'Más contraste',
    contrastHint: 'Colores y líneas más marcados',
    still: 'Menos movimiento',
    stillHint: 'Nada se desliza, se funde ni gira',
  },

  language: {
    hint: 'En todos los dispositivos. La página se vuelve a cargar; no se pierde nada de lo escrito.',
    label: 'Idioma de Stoa',
  },

  privacy: {
    blocked: 'Personas bloqueadas',
    blockedHint:
      'Nada de lo que escriben llega aquí, y no ven si hay alguien conectado. Se bloquea a una persona desde su información.',
    nobody: 'No hay nadie bloqueado.',
    unblock: 'Desbloquear',
    unblockOne: (name) => `Desbloquear a ${name}`,
  },

  devices: {
    browsers: 'Navegadores',
    browsersHint: 'Donde hay una sesión iniciada con la contraseña propia.',
    thisOne: 'Este navegador',
    unknownBrowser: 'Un navegador',
    browserOn: (browser, system) => `${browser} en ${system}`,
    seen: (moment, address) =>
      address ? `Última actividad: ${moment}, desde ${address}` : `Última actividad: ${moment}`,
    signOut: 'Cerrar sesión',
    signOutOne: (name) => `Cerrar sesión en ${name}`,
    signOutOthers: 'Cerrar las demás sesiones',
    othersTitle: '¿Cerrar sesión en todo lo demás?',
    othersText: (count) =>
      `Se cierra de inmediato la sesión en ${counted(count, 'navegador más', 'navegadores más')}, y de allí se elimina todo. Las aplicaciones con contraseña propia siguen conectadas.`,
    apps: 'Aplicaciones',
    appsHint:
      'Programas en el teléfono o el ordenador. Cada uno inicia sesión con una contraseña propia.',
    noApps: 'Todavía no hay ninguna: sirve cualquier programa XMPP.',
    add: 'Añadir una aplicación',
    added: (day) => `Añadida: ${day}`,
    used: (moment) => `último inicio de sesión: ${moment}`,
    neverUsed: 'sin usar',
    expired: 'Caducada',
    rename: 'Cambiar nombre',
    renameOne: (name) => `Cambiar el nombre de ${name}`,
    name: 'Nombre',
    save: 'Guardar',
    cancel: 'Cancelar',
    revoke: 'Quitar',
    revokeOne: (name) => `Quitar ${name}`,
    revokeTitle: (name) => `¿Quitar ${name}?`,
    revokeText:
      'Se cierra su sesión en un segundo, y su contraseña no vuelve a servir. Lo que ha recibido se queda en el dispositivo.',
    revokeConfirm: 'Quitar y cerrar sesión',
  },

  storage: {
    hint: 'Para que Stoa se abra al instante y se pueda leer sin conexión, este navegador guarda lo último que se ha visto.',
    used: (size) => `Este navegador guarda ${size}.`,
    unknown: 'Este navegador no dice cuánto guarda.',
    unavailable:
      'Este navegador no guarda nada: sus ajustes no lo permiten, o el disco está lleno.',
    clear: 'Eliminar lo guardado',
    clearHint:
      'Se vuelve a cargar al mirarlo. Los borradores y los mensajes sin enviar se conservan.',
    clearing: 'Eliminando…',
    kept: 'Pedir al navegador que nunca lo elimine',
    keptHint: 'De lo contrario, un navegador con el disco casi lleno puede eliminarlo.',
    isKept: 'Este navegador no lo elimina por sí mismo.',
    notKept:
      'Este navegador no ha aceptado. Muchos lo hacen cuando la página está instalada o se usa a menudo.',
  },

  shortcuts: {
    groups: {
      everywhere: 'En todas partes',
      list: 'En la lista',
      writing: 'Al escribir',
      message: 'En un mensaje',
    },
    keys: {
      find: 'Buscar personas, salas y acciones',
      search: 'Buscar mensajes, primero aquí',
      neighbours: 'Conversación siguiente o anterior',
      settings: 'Ajustes',
      shortcuts: 'Esta lista',
      close: 'Cerrar lo que está abierto',
      rows: 'Recorrer las conversaciones',
      rowMenu: 'Qué se puede hacer con ella',
      send: 'Enviar',
      line: 'Línea nueva',
      edit: 'Editar el último mensaje propio, con el campo vacío',
      bold: 'Negrita',
      italic: 'Cursiva',
      strike: 'Tachado',
      complete: 'Personas, salas, etiquetas y emojis',
      messages: 'Recorrer los mensajes',
      messageMenu: 'Qué se puede hacer con él',
      reply: 'Responder',
      react: 'Reaccionar',
      change: 'Editar',
      thread: 'Responder en un hilo',
      pin: 'Fijar o dejar de fijar',
      day: 'Ir a un día',
      remove: 'Eliminar',
    },
    or: 'o',
    named: {
      Up: '↑',
      Down: '↓',
      Right: '→',
      Enter: 'Intro',
      Shift: 'Mayús',
      Alt: 'Alt',
      Ctrl: 'Ctrl',
      Cmd: '⌘',
      Esc: 'Esc',
      Del: 'Supr',
    },
  },

  about: {
    what: 'El lugar de conversación de la organización. Habla XMPP: cualquier programa que también lo haga puede participar.',
    install: 'Instalar como aplicación',
    installHint: 'Stoa recibe un icono y una ventana propia; no cambia nada más.',
    installed: 'Stoa está instalado en este dispositivo.',
    byHand:
      'Puede que este navegador ofrezca la instalación en su propio menú: «Instalar» o «Añadir a la pantalla de inicio».',
    account: 'Cuenta',
    api: 'Interfaz para programas',
    source: 'Software libre con la licencia GNU Affero General Public License, versión 3.',
    guide: 'Volver a ver los primeros pasos',
  },

  guide: {
    offer: '¿Primera vez aquí? Un breve recorrido enseña lo que Stoa puede hacer.',
    start: 'Ver',
    dismiss: 'No volver a mostrar',
    title: 'Primeros pasos',
    step: (at, of) => `Paso ${at} de ${of}`,
    back: 'Atrás',
    next: 'Siguiente',
    skip: 'Omitir',
    done: 'Empezar',
    steps: {
      find: {
        title: 'Ya está todo el mundo',
        text: 'Basta escribir un nombre, un cargo o un departamento encima de las conversaciones y pulsar Intro. No hay que añadir a nadie antes.',
      },
      write: {
        title: 'Cada cual a su manera',
        text: '@ para una persona, : para un emoji. Se pueden soltar imágenes y archivos en una conversación, o mantener pulsado el micrófono para hablar.',
      },
      message: {
        title: 'Todo sobre un mensaje',
        text: 'Al señalarlo, mantenerlo pulsado o pulsar Intro sobre él: responder, reaccionar, editar, reenviar o abrir un hilo.',
      },
      notify: {
        title: 'Enterarse, o tener calma',
        text: 'Este navegador puede avisar de lo nuevo, también sin ninguna página abierta. Las horas de silencio y cada conversación se ajustan por separado.',
        act: 'Configurar notificaciones',
      },
      apps: {
        title: 'También en el teléfono',
        text: 'Stoa se puede añadir al teléfono, o usar cualquier aplicación que hable XMPP. Lo que se lee y se escribe es igual en todas partes.',
        act: 'Configurar una aplicación',
      },
    },
  },
};
