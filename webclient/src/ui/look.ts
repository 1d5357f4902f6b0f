/**
 * How this browser shows Stoa: words in `data-look` of the page's root, which the styles know
 * (docs/developers/look.md). Kept as they stand there.
 */
export const KEPT_LOOK = 'stoa look';

export const MORE_CONTRAST = matchMedia('(prefers-contrast: more)');

/** What is kept, and what the system asks for where no style can ask it. */
export function showLook(): void {
  const kept = localStorage.getItem(KEPT_LOOK) ?? '';
  document.documentElement.dataset.look = kept + (MORE_CONTRAST.matches ? ' contrast' : '');
}
