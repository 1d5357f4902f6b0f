import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

const LONG_MS = 500;
const STILL_PX = 10;

/**
 * A finger that stays on something is what a right click is; not all browsers say so themselves. As
 * long as it stays there, `data-held` is on what it touches: what opens before it is lifted would be
 * closed by that.
 */
export function longPress(pressed: (target: Element) => void): Attachment<HTMLElement> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [x, y] = [0, 0];
  let touched: Element | null = null;
  let held: Element | null = null;
  /** The click that follows is no tap. */
  let late = false;

  function hold() {
    clearTimeout(timer);
    held = touched;
    held?.toggleAttribute('data-held', true);
  }

  function down(event: PointerEvent) {
    stop();
    late = false;
    touched =
      event.pointerType === 'touch' && event.target instanceof Element ? event.target : null;
    [x, y] = [event.clientX, event.clientY];
    if (touched) timer = setTimeout(hold, LONG_MS);
  }

  function moved(event: PointerEvent) {
    if (!held && Math.hypot(event.clientX - x, event.clientY - y) > STILL_PX) stop();
  }

  function lifted() {
    const target = held;
    stop();
    late = target !== null;
    if (target) setTimeout(() => pressed(target));
  }

  function stop() {
    clearTimeout(timer);
    held?.removeAttribute('data-held');
    touched = null;
    held = null;
  }

  /** The browser may be first to say so. */
  function menu(event: Event) {
    if (!touched) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hold();
  }

  function clicked(event: Event) {
    if (late) event.preventDefault();
    late = false;
  }

  return (element) => {
    const all = [
      on(element, 'pointerdown', down),
      on(element, 'pointermove', moved),
      on(element, 'pointerup', lifted),
      on(element, 'pointercancel', lifted),
      on(element, 'contextmenu', menu, { capture: true }),
      on(element, 'click', clicked, { capture: true }),
      stop,
    ];
    return () => {
      for (const off of all) off();
    };
  };
}
