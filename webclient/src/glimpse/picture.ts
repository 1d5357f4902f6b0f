import type { Picture } from './kept';

/** What runs or plays, lies over the rest, is only read out, or is about a connection that is over. */
const LEFT_OUT = 'script, iframe, object, audio, video, dialog, [popover], .unseen, [data-link]';
/** Of those that nobody sees the frame is enough. */
const ROWS = '[role=log] [data-key], nav li';

/** What can be seen of the page; null while there is nothing to be read. */
export function pictureOf(app: HTMLElement): Picture | null {
  if (!app.querySelector('.chat')) return null;
  const copy = app.cloneNode(true) as HTMLElement;
  const copies = [...copy.querySelectorAll('*')];
  [...app.querySelectorAll('*')].forEach((original, at) => {
    const taken = copies[at];
    if (taken) take(original, taken);
  });
  for (const each of copy.querySelectorAll(LEFT_OUT)) each.remove();
  for (const each of unseen(copy)) each.remove();
  return { look: document.documentElement.dataset.look ?? '', html: copy.innerHTML };
}

/** Marks of the framework, of which there are as many as elements. */
function unseen(copy: HTMLElement): Comment[] {
  const found: Comment[] = [];
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) found.push(walker.currentNode as Comment);
  return found;
}

/** What is no attribute becomes one, and so do styles: the policy of the page has them set by scripts. */
function take(original: Element, copy: Element): void {
  const style = copy.getAttribute('style');
  if (style !== null) copy.setAttribute('data-style', style);
  copy.removeAttribute('style');
  if (original.scrollTop > 0) copy.setAttribute('data-top', String(original.scrollTop));
  if (original instanceof HTMLTextAreaElement) copy.textContent = original.value;
  if (original instanceof HTMLInputElement) copy.setAttribute('value', original.value);
  if (original instanceof HTMLImageElement && original.src.startsWith('blob:')) copy.remove();
  if (original.matches(ROWS) && !isSeen(original)) copy.replaceChildren();
}

function isSeen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top < innerHeight && (bottom > 0 || element.matches('li'));
}
