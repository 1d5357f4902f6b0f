import type { Picture } from './kept';

/** In front of everything, and nothing to whoever points, types or listens. */
const PLACE = 'position: fixed; inset: 0; z-index: 9; background: var(--paper)';
/** Then the page is seen however far it is. */
const LONGEST_MS = 5_000;
/** What somebody does is for the page. */
const DEEDS = ['keydown', 'pointerdown', 'wheel', 'hashchange'] as const;
/** A page that nobody sees is not painted, and has to be loaded all the same. */
const PAINTED_WITHIN_MS = 1_000;
/** What the page has to show, where the picture does. */
const PARTS = ['.chat', 'nav li', '[data-messages] [data-key]', 'main textarea'];

/** The picture in front of the page, which is made behind it: found by no selector and no search. */
export class Pane {
  readonly #app: HTMLElement;
  readonly #host = document.createElement('div');
  readonly #root = this.#host.attachShadow({ mode: 'closed' });
  #parts: readonly string[] = PARTS;

  constructor(app: HTMLElement, { html, look }: Picture) {
    this.#app = app;
    this.#host.toggleAttribute('inert');
    this.#host.setAttribute('aria-hidden', 'true');
    this.#host.style.cssText = PLACE;
    document.documentElement.dataset.look = look;
    this.#root.innerHTML = html;
    for (const each of this.#marked('style')) each.style.cssText = each.dataset.style ?? '';
  }

  get shown(): boolean {
    return this.#host.isConnected;
  }

  /** `then` is called when it was painted, or will not be; maybe twice. */
  show(then: () => void): void {
    this.#dress(() => {
      for (const each of this.#marked('top')) each.scrollTop = Number(each.dataset.top);
      requestAnimationFrame(() => {
        this.#parts = PARTS.filter((each) => isSeen(this.#root.querySelector(each)));
        this.#look();
        setTimeout(then);
      });
    });
    document.body.append(this.#host);
    setTimeout(then, PAINTED_WITHIN_MS);
    setTimeout(() => this.#end(), LONGEST_MS);
    for (const deed of DEEDS) addEventListener(deed, () => this.#end(), { once: true });
  }

  #marked(name: string): NodeListOf<HTMLElement> {
    return this.#root.querySelectorAll(`[data-${name}]`);
  }

  /** In the styles of the page, which a tree of its own does not have. */
  #dress(done: () => void): void {
    const worn = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map(
      (each) => each.cloneNode() as HTMLLinkElement,
    );
    const loaded = worn.map(
      (each) =>
        new Promise((then) => {
          each.onload = then;
          each.onerror = then;
        }),
    );
    this.#root.prepend(...worn);
    void Promise.all(loaded).then(done);
  }

  /** One frame later than the page has it all: it may still find its place. */
  #look(): void {
    if (!this.shown) return;
    const made = this.#parts.every((each) => isSeen(this.#app.querySelector(each)));
    requestAnimationFrame(() => (made ? this.#end() : this.#look()));
  }

  #end(): void {
    this.#host.remove();
    this.#root.replaceChildren();
  }
}

function isSeen(element: Element | null): boolean {
  return element?.checkVisibility({ visibilityProperty: true }) ?? false;
}
