import type { voiceWords as English } from '../en/voice';

export const voiceWords: typeof English = {
  title: 'Mensaje de voz',
  asking: 'Esperando el micrófono. El navegador pregunta si Stoa puede usarlo.',
  recording: 'Grabando',
  recorded: 'Grabado:',
  stop: 'Parar y escuchar',
  remove: 'Eliminar la grabación',
  send: 'Enviar el mensaje de voz',
  preparing: 'Preparando…',
  review: 'La grabación',
  releaseSends: 'Soltar para enviar, apartar para eliminar.',
  releaseDeletes: 'Soltar para eliminar.',
  longest: (length) => `Un mensaje de voz dura como máximo ${length}.`,
  lost: 'El micrófono ya no está. Lo grabado hasta entonces está aquí.',
  failedSending: 'No se ha podido enviar. Se puede volver a intentar; la grabación se conserva.',
  close: 'Cerrar',
  again: 'Reintentar',

  trouble: {
    refused: {
      title: 'Stoa no puede usar el micrófono',
      hint: 'Se permite con el signo que hay junto a la dirección de esta página; después hay que volver a intentarlo. En un teléfono está en los ajustes del navegador.',
    },
    missing: {
      title: 'No se ha encontrado ningún micrófono',
      hint: 'Hay que conectar uno o encenderlo, y volver a intentarlo.',
    },
    busy: {
      title: 'El micrófono está ocupado',
      hint: 'Otro programa lo está usando. Hay que cerrarlo y volver a intentarlo.',
    },
    insecure: {
      title: 'Esta página no puede usar el micrófono',
      hint: 'Los navegadores solo lo permiten en direcciones https. La administración conoce esa dirección de Stoa.',
    },
    unable: {
      title: 'Este navegador no puede grabar',
      hint: 'Sirve una versión actual de Firefox, Chrome, Edge o Safari.',
    },
    failed: {
      title: 'La grabación ha fallado',
      hint: 'Se puede volver a intentar. Si falla otra vez, hay que volver a cargar esta página.',
    },
    empty: {
      title: 'No se ha grabado nada',
      hint: 'Se habla después de pulsar el micrófono, y se pulsa otra vez para enviar.',
    },
  },
};
