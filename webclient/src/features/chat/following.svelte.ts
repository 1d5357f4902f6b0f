import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

/** Pixels from the end that still count as the end. */
const NEAR_END = 48;

/** Who is at the end of a scrolled element stays there, whatever grows: its content or the keyboard. */
export class Following {
  atEnd = $state(true);
  #element: HTMLElement | null = null;
  #onscroll: () => void;

  constructor(options: { onscroll: () => void }) {
    this.#onscroll = options.onscroll;
  }

  readonly attach: Attachment<HTMLElement> = (element) => {
    this.#element = element;
    const sizes = new ResizeObserver(() => {
      const allFits = element.scrollHeight <= element.clientHeight;
      if (this.atEnd || allFits) this.toEnd();
    });
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    const off = on(element, 'scroll', this.#noticing(element));
    return () => {
      sizes.disconnect();
      off();
    };
  };

  toEnd(): void {
    this.atEnd = true;
    this.#element?.scrollTo({ top: this.#element.scrollHeight });
  }

  /** From now on what grows does not move what is read. */
  leave(): void {
    this.atEnd = false;
  }

  get top(): number {
    return this.#element?.scrollTop ?? 0;
  }

  /** Only moving upwards leaves the end: that the content grew is no wish of the reader's. */
  #noticing(element: HTMLElement): () => void {
    let top = element.scrollTop;
    return () => {
      const left = element.scrollHeight - element.clientHeight - element.scrollTop;
      if (left <= NEAR_END) this.atEnd = true;
      else if (element.scrollTop < top) this.leave();
      top = element.scrollTop;
      this.#onscroll();
    };
  }
}
