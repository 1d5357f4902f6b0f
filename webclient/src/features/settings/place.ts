import { LIST, settingsHref } from '../chat/route';
import type { Section } from './sections';

/** What an entry of the browser's history knows of itself beside what `route` keeps there. */
interface Entry {
  /** How many entries of the settings one has come through; null: they were the first of the page. */
  readonly depth?: number | null;
}

const entry = (): Entry => (window.history.state as Entry | null) ?? {};

/** Of what is shown; undefined: nothing is, or it is being left. */
let depth: number | null | undefined;

export function openSettings(section: Section | '' = ''): void {
  depth = 0;
  window.location.hash = settingsHref(section);
}

/** Another section is shown, or the same again. */
export function arrived(): void {
  const known = entry().depth;
  if (known === undefined) {
    const now = typeof depth === 'number' ? depth + 1 : null;
    window.history.replaceState({ ...window.history.state, depth: now }, '');
  }
  depth = entry().depth;
}

/** To what lies below: the way one came, where one came from there. */
export function closeSettings(): void {
  if (depth === undefined) return;
  if (depth) window.history.go(-depth);
  else window.location.replace(LIST);
  depth = undefined;
}
