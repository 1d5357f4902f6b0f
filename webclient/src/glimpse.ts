/**
 * What the page begins with: it shows how the page looked when it was left, and only then has the page loaded,
 * which takes its place as soon as it has as much to show. It has no part in common with the page.
 */
import { KEY, kept, whose } from './glimpse/kept';
import { Pane } from './glimpse/pane';

/** What takes the next picture is not part of what one waits for. */
const TAKEN_FROM_MS = 2_000;
/** The page's own script, and what takes its picture, as the build says (`first_chunks.ts`). */
const { page = '', taking = '' } =
  document.querySelector<HTMLElement>('script[data-page]')?.dataset ?? {};
const app = document.getElementById('app');

function load(): void {
  import(/* @vite-ignore */ page).catch(reportError);
}

const picture = document.hidden ? null : kept(page);
const pane = app && picture && new Pane(app, picture);
if (pane) pane.show(load);
else load();

setTimeout(() => {
  const taker: Promise<typeof import('./glimpse/taking')> = import(/* @vite-ignore */ taking);
  const left = () => ({ app: pane?.shown ? null : app, key: KEY, of: whose(page) });
  // Without a network the next page begins without a picture.
  taker.then(({ take }) => take(left)).catch(() => undefined);
}, TAKEN_FROM_MS);
