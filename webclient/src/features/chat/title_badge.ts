import plain from '../../../../admin/static/mark.svg?url&no-inline';
import unread from './mark_unread.svg?url&no-inline';

/** The page's icon has a dot while something is unread. */
export function showBadge(something: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const wanted = something ? unread : plain;
  if (icon && !icon.href.endsWith(wanted)) icon.href = wanted;
}
