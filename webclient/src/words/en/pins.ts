/** What is said of pinned messages, and of links to messages. */
import { forms } from '../forms';

const { counted } = forms('en');

export const pinWords = {
  label: 'Pinned messages',
  unpin: 'Unpin for everybody',
  /** For clients that know nothing of pins. */
  told: (text: string) => `📌 Pinned: “${text}”`,
  toldOff: (text: string) => `📌 No longer pinned: “${text}”`,
  notice: (name: string) => `${name} pinned a message`,
  noticeOwn: 'You pinned a message',
  noticeOff: (name: string) => `${name} unpinned a message`,
  noticeOffOwn: 'You unpinned a message',
  jump: (name: string, text: string) => `Show the pinned message: ${name}: ${text}`,
  all: (count: number) => counted(count, 'pinned message', 'pinned messages'),
  by: (name: string, day: string) => `Pinned by ${name}, ${day}`,
  byYou: (day: string) => `Pinned by you, ${day}`,
  without: 'A message without words',

  linkCopied: 'Link copied.',
  link: {
    looking: 'Looking for the message…',
    none: 'This message is not there for you',
    noneHint: 'It was withdrawn, or it was said where you do not take part.',
    failed: 'The message could not be looked up',
    failedHint: 'Check your connection, then try again.',
    again: 'Try again',
    back: 'To your conversations',
  },
};
