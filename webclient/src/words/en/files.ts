/** What is said about files and voice messages, which is loaded when there are some. */

import { size } from '../amounts';

/** What the store knows by a name; what follows it is a number of bytes, or what the server says. */
const FAILED: Readonly<Record<string, (more: string) => string>> = {
  'file-too-large': (most) =>
    most ? `Too large: a file may have ${size(Number(most))}.` : 'This file is too large.',
  'file-empty': () => 'This file is empty.',
  'file-gone': () => 'This browser does not have the file any more. Choose it once more.',
  'file-refused': (why) => (why ? `Refused: ${why}` : 'This file was refused.'),
  'file-network': () => 'The upload broke off, again and again.',
  left: () => 'You have left this room.',
};

function failed(error: string | null): string {
  const [name = '', ...more] = (error ?? '').split(' ');
  return FAILED[name]?.(more.join(' ')) ?? `Not sent: ${error}`;
}

const bytes = (sent: string, total: string): string => `${sent} of ${total}`;

export const fileWords = {
  picture: (name: string) => `Picture: ${name}`,
  video: (name: string) => `Video: ${name}`,
  voice: 'Voice message',
  open: (name: string) => `Open the picture ${name}`,
  download: 'Download',
  downloadNamed: (name: string) => `Download ${name}`,
  elsewhere: 'On another server; opens in a new tab',

  upload: {
    waiting: 'Waiting to be uploaded',
    checking: 'Being checked…',
    uploading: 'Uploading…',
    remove: 'Remove',
    progress: (name: string) => `Uploading ${name}`,
    sent: bytes,
    failed,
    retry: 'Try again',
    cancel: (name: string) => `Cancel the upload of ${name}`,
  },

  state: {
    held: 'Being checked for viruses…',
    heldHint: 'It appears here as soon as that is done.',
    refused: 'This file was refused',
    refusedHint: (why: string | null) => why ?? 'The check has found something dangerous in it.',
    gone: 'No longer available to you',
    goneHint: 'It was withdrawn or deleted, or you are no longer where it was shared.',
    unreachable: 'Could not be loaded',
    again: 'Try again',
  },

  player: {
    play: 'Play',
    pause: 'Pause',
    position: 'Position',
    speed: (rate: number) => `Speed ${rate}×`,
    at: (at: string, of: string) => `${at} of ${of}`,
    unplayable: 'This browser cannot play it. Download it instead.',
  },

  view: {
    title: 'Picture',
    count: (at: number, of: number) => `${at} of ${of}`,
    close: 'Close',
    next: 'Next picture',
    previous: 'Previous picture',
    closer: 'Zoom in',
    farther: 'Zoom out',
    keys: 'Arrow keys change the picture, plus and minus zoom, Escape closes.',
    fromWhom: (author: string, when: string) => `${author}, ${when}`,
  },
};
