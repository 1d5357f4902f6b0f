import type { notificationWords as English } from '../en/notifications';

export const notificationWords: typeof English = {
  title: 'Notificaciones',
  something: 'Hay novedades',
  authored: (author, text) => `${author}: ${text}`,
  file: 'Un archivo',

  here: 'En este navegador',
  on: 'Este navegador avisa de las novedades.',
  onWithPush:
    'También sin ninguna página de Stoa abierta, mientras el navegador funcione y la sesión siga abierta.',
  onPageOnly:
    'Solo mientras haya una página de Stoa abierta: este navegador no tiene servicio de avisos, o no llega a él.',
  off: 'Este navegador todavía no avisa. Al activarlo, pregunta una vez si puede hacerlo.',
  turnOn: 'Activar',
  turningOn: 'Activando…',
  turnOff: 'Desactivar',
  denied: 'Este navegador no lo permite',
  deniedHint:
    'Las notificaciones de esta página están prohibidas en el navegador. Se permiten en los ajustes de la página, junto a su dirección.',
  unsupported: 'Este navegador no puede mostrar notificaciones',
  unsupportedHint:
    'En un iPhone o iPad hay que añadir antes esta página a la pantalla de inicio; en otros casos sirve otro navegador o cualquier programa XMPP.',
  failed: 'No ha funcionado. Se puede volver a intentar.',

  everywhere: 'En todos los navegadores propios',
  enabled: 'Avisar de las novedades',
  previews: 'Mostrar quién ha escrito y cómo empieza',
  sound: 'Reproducir un sonido',
  rooms: 'En las salas sin otro ajuste',
  wishes: { always: 'Todos los mensajes', 'on-mention': 'Solo menciones', never: 'Nada' },
  quiet: 'No molestar a ciertas horas',
  begin: 'De',
  end: 'A',
  days: 'A partir del',
  dayNames: ['lun', 'mar', 'mié', 'jue', 'vie', 'sáb', 'dom'],
  dayNamesLong: ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'],
  zone: (name) => `Horas de ${name.replaceAll('_', ' ')}`,
  also: 'Tampoco se avisa en el estado «No molestar», mientras se mira otro dispositivo, ni de las conversaciones silenciadas.',
  loading: 'Cargando…',
  unreachable: 'No se han podido cargar los ajustes.',
  unsaved: 'No se ha podido guardar. Se puede volver a intentar.',
  kept: 'Guardado',
  again: 'Reintentar',
};
