import type { workerWords as English } from '../en/service_worker';

const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('es')} ${count === 1 ? one : other}`;

export const workerWords: typeof English = {
  language: 'es',
  product: 'Stoa',
  something: 'Hay novedades',
  messages: (count) => counted(count, 'mensaje nuevo', 'mensajes nuevos'),
  from: (names, more) => [...names, ...(more > 0 ? [`${more} más`] : [])].join(', '),
  authored: (author, text) => `${author}: ${text}`,
};
