import { change, read } from '../../store/rest';
import { PortalRefused } from '../../store/sign_in';
import { type Crop, type Size, sideOf } from './crop';

/** `GET /api/v1/me/picture`. */
export interface OwnPicture {
  /** URL; null: none. */
  readonly picture: string | null;
  /** Whether one has set it. */
  readonly own: boolean;
  /** Whether the organisation lets one. */
  readonly allowed: boolean;
}

/** What the server makes of any (`SIDE_PIXELS` of components/directory/pictures.py). */
const SIDE = 192;
const QUALITY = 0.92;
const PATH = 'me/picture';
const NOT_ALLOWED = 403;
const NO_PICTURE = [413, 422];

export type Trouble = 'unreadable' | 'notAllowed' | 'network';

/** Upright. Rejects where this browser cannot read it. */
export const opened = (file: Blob): Promise<ImageBitmap> => createImageBitmap(file);

/** All of the canvas is filled, with white behind what is transparent. */
export function draw(canvas: HTMLCanvasElement, image: CanvasImageSource & Size, crop: Crop): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const side = sideOf(image, crop);
  const [left, top] = [crop.x - side / 2, crop.y - side / 2];
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

/** As it is sent: small, and with nothing that was written into the file. */
export async function cut(image: ImageBitmap, crop: Crop): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  draw(canvas, image, crop);
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  if (!made) throw new Error('The picture could not be made');
  return made;
}

export const known = (own: string): Promise<OwnPicture> => read(own, PATH);

export const put = async (own: string, picture: Blob): Promise<OwnPicture> =>
  (await change(own, 'PUT', PATH, picture)).json();

export const remove = async (own: string): Promise<OwnPicture> =>
  (await change(own, 'DELETE', PATH)).json();

export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof PortalRefused)) return 'network';
  if (error.status === NOT_ALLOWED) return 'notAllowed';
  return NO_PICTURE.includes(error.status) ? 'unreadable' : 'network';
}
