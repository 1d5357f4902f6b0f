/** What this browser sees of a file before anybody else has it. */

const PICTURE = /^image\/(avif|gif|jpeg|png|webp)$/;
const VIDEO = /^video\/(mp4|webm|quicktime)$/;
/** A place is reserved for it; without a size it is shown all the same. */
const SEEN_WITHIN_MS = 2_000;

export interface Look {
  /** blob: URL; whoever asked lets go of it. */
  readonly preview: string | undefined;
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
}

export async function lookAt(file: File, mediaType: string): Promise<Look> {
  const read = PICTURE.test(mediaType) ? picture : VIDEO.test(mediaType) ? video : null;
  if (!read) return { preview: undefined };
  const preview = URL.createObjectURL(file);
  const late = new Promise<object>((passed) => setTimeout(passed, SEEN_WITHIN_MS, {}));
  return { preview, ...(await Promise.race([read(preview).catch(() => ({})), late])) };
}

async function picture(url: string): Promise<Partial<Look>> {
  const image = new Image();
  image.src = url;
  await heard(image, 'load');
  return sides(image.naturalWidth, image.naturalHeight);
}

async function video(url: string): Promise<Partial<Look>> {
  const video = document.createElement('video');
  video.preload = 'metadata';
  video.src = url;
  await heard(video, 'loadedmetadata');
  const { videoWidth, videoHeight, duration } = video;
  video.removeAttribute('src');
  const long = Number.isFinite(duration) ? { durationMs: Math.round(duration * 1000) } : {};
  return { ...sides(videoWidth, videoHeight), ...long };
}

function heard(of: HTMLElement, event: string): Promise<unknown> {
  return new Promise((done, failed) => {
    of.addEventListener(event, done, { once: true });
    of.addEventListener('error', failed, { once: true });
  });
}

function sides(width: number, height: number): Partial<Look> {
  return width > 0 && height > 0 ? { width, height } : {};
}
