import type { workerWords as English } from '../en/service_worker';

const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('de')} ${count === 1 ? one : other}`;

export const workerWords: typeof English = {
  language: 'de',
  product: 'Stoa',
  something: 'Es gibt Neues',
  messages: (count) => counted(count, 'neue Nachricht', 'neue Nachrichten'),
  from: (names, more) => [...names, ...(more > 0 ? [`${more} weitere`] : [])].join(', '),
  authored: (author, text) => `${author}: ${text}`,
};
