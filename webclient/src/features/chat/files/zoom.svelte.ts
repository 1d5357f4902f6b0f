import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

const MOST = 8;
const STEP = 1.5;
const TWICE_MS = 300;
/** Pixels a finger may shake. */
const STILL = 8;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** How near a picture is and where, moved by wheel, fingers, pointer and keys. */
export class Zoom {
  scale = $state(1);
  #x = $state(0);
  #y = $state(0);
  #element: HTMLElement | null = null;
  readonly #fingers = new Map<number, Point>();
  #onbeside: () => void;
  #moved = 0;
  #tapped = 0;

  /** @param onbeside somebody has pressed beside the picture, which is whole */
  constructor(onbeside: () => void) {
    this.#onbeside = onbeside;
  }

  get in(): boolean {
    return this.scale > 1;
  }

  get most(): boolean {
    return this.scale >= MOST;
  }

  get transform(): string {
    return `translate(${this.#x}px, ${this.#y}px) scale(${this.scale})`;
  }

  reset(): void {
    this.scale = 1;
    this.#x = 0;
    this.#y = 0;
  }

  closer(): void {
    this.#to(this.scale * STEP);
  }

  farther(): void {
    this.#to(this.scale / STEP);
  }

  /** Pixels; never so far that the picture is out of sight. */
  move(x: number, y: number): void {
    const { width, height } = this.#element?.getBoundingClientRect() ?? { width: 0, height: 0 };
    const within = (value: number, side: number) => {
      const most = (side * (this.scale - 1)) / 2;
      return Math.min(Math.max(value, -most), most);
    };
    this.#x = within(this.#x + x, width);
    this.#y = within(this.#y + y, height);
  }

  readonly attach: Attachment<HTMLElement> = (element) => {
    this.#element = element;
    const offs = [
      on(element, 'wheel', (event) => this.#wheel(event), { passive: false }),
      on(element, 'pointerdown', (event) => this.#down(event)),
      on(element, 'pointermove', (event) => this.#drag(event)),
      on(element, 'pointerup', (event) => this.#up(event)),
      on(element, 'pointercancel', (event) => this.#fingers.delete(event.pointerId)),
    ];
    return () => {
      for (const off of offs) off();
    };
  };

  /** @param at what stays where it is, from the middle of the stage */
  #to(scale: number, at: Point = { x: 0, y: 0 }): void {
    const before = this.scale;
    this.scale = Math.min(Math.max(scale, 1), MOST);
    const grown = this.scale / before - 1;
    this.move((this.#x - at.x) * grown, (this.#y - at.y) * grown);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.#to(this.scale * 2 ** (-event.deltaY / 240), this.#fromMiddle(event));
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#fingers.set(event.pointerId, point(event));
    if (this.#fingers.size === 1) this.#moved = 0;
  }

  #drag(event: PointerEvent): void {
    const from = this.#fingers.get(event.pointerId);
    if (!from) return;
    const to = point(event);
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.#moved += distance(from, to);
    if (this.#moved > STILL) this.#element?.setPointerCapture(event.pointerId);
    if (other)
      this.#to(
        (this.scale * distance(other, to)) / Math.max(distance(other, from), 1),
        this.#fromMiddle(event),
      );
    else this.move(to.x - from.x, to.y - from.y);
    this.#fingers.set(event.pointerId, to);
  }

  #up(event: PointerEvent): void {
    if (!this.#fingers.delete(event.pointerId) || this.#moved > STILL) return;
    if (event.target === this.#element && !this.in) this.#onbeside();
    else if (!this.#meant(event)) return;
    else if (this.in) this.reset();
    else this.#to(2.5, this.#fromMiddle(event));
  }

  /** A finger rests on what it moves: it says twice what a pointer says once. */
  #meant(event: PointerEvent): boolean {
    const twice = event.timeStamp - this.#tapped < TWICE_MS;
    this.#tapped = twice ? 0 : event.timeStamp;
    return twice || event.pointerType === 'mouse';
  }

  #fromMiddle(event: MouseEvent): Point {
    const box = this.#element?.getBoundingClientRect() ?? new DOMRect();
    return {
      x: event.clientX - box.left - box.width / 2,
      y: event.clientY - box.top - box.height / 2,
    };
  }
}

const point = (event: PointerEvent): Point => ({ x: event.clientX, y: event.clientY });

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);
