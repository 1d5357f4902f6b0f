import type { threadWords as English } from '../en/threads';
import { forms } from '../forms';

const { counted } = forms('es');

export const threadWords: typeof English = {
  title: 'Hilos',
  back: 'Volver a las conversaciones',
  label: 'Hilos seguidos',
  which: 'Qué hilos se muestran',
  all: 'Todos',
  onlyUnread: 'No leídos',
  none: 'Aún no se sigue ningún hilo',
  noneHint:
    'Para empezar: «Responder en un hilo» en un mensaje, o seguir un hilo de una conversación.',
  nothingUnread: 'No queda nada por leer en los hilos seguidos.',
  loading: 'Cargando hilos…',
  failed: 'No se han podido cargar los hilos.',
  again: 'Reintentar',
  more: 'Mostrar hilos anteriores',
  replies: (count) => counted(count, 'respuesta', 'respuestas'),
  unread: (count) => counted(count, 'respuesta sin leer', 'respuestas sin leer'),
  mentions: (count) => counted(count, 'mención', 'menciones'),
  gone: 'El mensaje inicial ya no está disponible.',
  you: 'Tú:',
  in: (name) => `Hilos de la conversación ${name}`,
  noneHere: 'Aquí aún no hay hilos.',
  follow: 'Seguir',
  following: 'Siguiendo',
  followHint: 'Seguir este hilo: se verá cuando alguien responda',
  unfollowHint: 'Este hilo se está siguiendo. Dejar de seguirlo',
  notDone: 'No ha funcionado. Se puede volver a intentar.',
};
