/** What notifications say with no page open: part of the service worker alone, which imports nothing of the page. */
const counted = (count: number, one: string, other: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

export const workerWords = {
  language: 'en',
  product: 'Stoa',
  something: 'Something new',
  messages: (count: number) => counted(count, 'new message', 'new messages'),
  from: (names: readonly string[], more: number) =>
    [...names, ...(more > 0 ? [`${more} more`] : [])].join(', '),
  authored: (author: string, text: string) => `${author}: ${text}`,
};
