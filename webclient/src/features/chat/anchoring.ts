import { tick } from 'svelte';

/** What is seen stays where it is while what was put above it is drawn and measured. */
export class Anchoring {
  #element: HTMLElement;
  #place: (() => number) | null = null;
  #distance = 0;
  #top = 0;
  #holds = 0;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /**
   * To be called before the list changes. What is held already stays the anchor. The list learns where
   * it is scrolled to: not knowing it, it would for once draw as many other rows.
   * @param before where the anchor is now, in pixels from the beginning of the list
   * @param place where it is after the change, the better known the more was measured
   */
  hold(before: number, place: () => number): void {
    this.#tell();
    if (!this.#place) this.#distance = before - this.#element.scrollTop;
    this.#place ??= place;
    this.#holds += 1;
    void tick().then(() => this.#drawn());
  }

  /** To be called when rows were measured, before that is drawn. */
  measured(): void {
    if (this.#element.scrollTop !== this.#top) this.#place = null;
    if (this.#place) void tick().then(() => this.#correct());
  }

  /** Nothing of it is seen any more. */
  end(): void {
    this.#place = null;
  }

  /**
   * The list learns at once where it is scrolled to: its timer that ends scrolling could otherwise
   * come before the event, and what is new be measured as if nothing had been scrolled.
   */
  #drawn(): void {
    this.#correct();
    this.#tell();
    const measuredNext = () => requestAnimationFrame(() => this.#release());
    requestAnimationFrame(measuredNext);
  }

  #tell(): void {
    this.#element.dispatchEvent(new Event('scroll'));
  }

  #correct(): void {
    if (!this.#place) return;
    const moved = this.#place() - this.#element.scrollTop - this.#distance;
    if (Math.abs(moved) >= 1) this.#element.scrollTop += moved;
    this.#top = this.#element.scrollTop;
  }

  #release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) this.#place = null;
  }
}
