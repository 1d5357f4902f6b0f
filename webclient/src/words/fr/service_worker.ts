import type { workerWords as English } from '../en/service_worker';

const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('fr')} ${count < 2 ? one : other}`;

export const workerWords: typeof English = {
  language: 'fr',
  product: 'Stoa',
  something: 'Du nouveau',
  messages: (count) => counted(count, 'nouveau message', 'nouveaux messages'),
  from: (names, more) =>
    [...names, ...(more > 0 ? [counted(more, 'autre', 'autres')] : [])].join(', '),
  authored: (author, text) => `${author} : ${text}`,
};
