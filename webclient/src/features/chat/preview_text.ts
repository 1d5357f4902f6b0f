import type { Preview } from '../../store/types';
import { words } from '../../words/page';
import { oneLine } from './texts';
import { told } from './told';

const { shared } = words.message;
const KINDS: Partial<Record<Preview['kind'], string>> = {
  image: shared.picture,
  video: shared.video,
  voice: shared.voice,
  document: shared.file,
  ...words.list.kinds,
};

/** What was said last, on one line. Of a file only its link may be known: then what it is. */
export function previewText(preview: Preview): string {
  const { body, files, kind, own, retracted } = preview;
  if (retracted) return own ? words.message.ownRetracted : words.message.retracted;
  if (preview.invitation) return words.list.invitation;
  const name = KINDS[kind];
  if (!name || files.length > 0) return told(preview);
  const said = oneLine(body.replace(/https?:\S+/g, ''));
  return said ? `${name}: ${said}` : name;
}
