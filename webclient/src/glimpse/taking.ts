import { keep } from './keep';
import { pictureOf } from './picture';

/** What is left; `app` null: nothing now, and as it was. */
interface Left {
  readonly app: HTMLElement | null;
  readonly key: string;
  readonly of: string | null;
}

/** When the page is left, and before a browser ends one that nobody sees. */
export function take(left: () => Left): void {
  const leave = () => {
    const { app, key, of } = left();
    if (app) keep(key, of, pictureOf(app));
  };
  // Before the page itself hears of it, and is no longer connected; it is hidden after that.
  let gone = false;
  addEventListener(
    'pagehide',
    () => {
      leave();
      gone = true;
    },
    { capture: true },
  );
  addEventListener('pageshow', () => {
    gone = false;
  });
  document.addEventListener('visibilitychange', () => document.hidden && !gone && leave());
}
