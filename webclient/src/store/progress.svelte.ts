import type { Upload } from './types';

/** `error` of a file that was not uploaded; a number or a text may follow. */
export const FILE_ERRORS = {
  tooLarge: 'file-too-large',
  empty: 'file-empty',
  gone: 'file-gone',
  refused: 'file-refused',
  network: 'file-network',
} as const;

const FOR_GOOD: readonly string[] = [
  FILE_ERRORS.tooLarge,
  FILE_ERRORS.empty,
  FILE_ERRORS.gone,
  FILE_ERRORS.refused,
];

/** How far the upload of one file is, on this page. */
export class Progress {
  state = $state<Exclude<Upload['state'], 'failed'>>('waiting');
  /** Bytes. */
  sent = $state(0);
  preview = $state<string | undefined>();
  /** Null after a reload, and when it is uploaded: the browser's copy is the one to read. */
  file: File | null = null;
}

/** What is shown of it, as it is at each moment. */
export function shownUpload(
  progress: Progress,
  of: Pick<Upload, 'error' | 'total'>,
  deeds: Pick<Upload, 'retry' | 'cancel'>,
): Upload {
  return {
    ...of,
    ...deeds,
    again: !FOR_GOOD.includes(of.error?.split(' ', 1)[0] ?? ''),
    get state() {
      return of.error !== null ? 'failed' : progress.state;
    },
    get sent() {
      return progress.sent;
    },
    get preview() {
      return progress.preview;
    },
  } as Upload;
}
