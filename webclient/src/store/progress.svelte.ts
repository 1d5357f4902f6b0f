import type { Upload } from './types';

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
  of: { readonly failed: boolean; readonly total: number },
  deeds: Pick<Upload, 'retry' | 'cancel'>,
): Upload {
  return {
    ...deeds,
    total: of.total,
    get state() {
      return of.failed ? 'failed' : progress.state;
    },
    get sent() {
      return progress.sent;
    },
    get preview() {
      return progress.preview;
    },
  } as Upload;
}
