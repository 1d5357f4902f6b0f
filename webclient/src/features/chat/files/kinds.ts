import type { Attachment } from '../../../store/types';
import type { Facts } from './about.svelte';

export type Kind = 'picture' | 'video' | 'sound' | 'file';

/** What all browsers show by themselves; everything else is handed over as a file. */
const SHOWN: Readonly<Record<string, Kind>> = {
  'image/png': 'picture',
  'image/jpeg': 'picture',
  'image/gif': 'picture',
  'image/webp': 'picture',
  'image/avif': 'picture',
  'video/mp4': 'video',
  'video/webm': 'video',
  'audio/ogg': 'sound',
  'audio/opus': 'sound',
  'audio/mpeg': 'sound',
  'audio/mp4': 'sound',
  'audio/x-m4a': 'sound',
  'audio/aac': 'sound',
  'audio/webm': 'sound',
  'audio/wav': 'sound',
  'audio/x-wav': 'sound',
  'audio/flac': 'sound',
};

export const kindOf = (mediaType: string): Kind =>
  SHOWN[mediaType.toLowerCase().split(';', 1)[0]?.trim() ?? ''] ?? 'file';

/** What a file is shown as: the server has looked at it, its sender has only said something. */
export function kindShown(file: Attachment, facts: Facts): Kind {
  if (file.url && !file.ours) return 'file';
  return kindOf(facts.about?.facts.mediaType ?? file.mediaType);
}
