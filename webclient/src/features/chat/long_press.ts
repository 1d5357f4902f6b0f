import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

const LONG_MS = 500;
const STILL_PX = 10;

/** A finger that stays on something is what a right click is; not all browsers say so themselves. */
export function longPress(pressed: (target: Element) => void): Attachment<HTMLElement> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [x, y, held] = [0, 0, false];
  const stop = () => clearTimeout(timer);

  function down(event: PointerEvent) {
    stop();
    held = false;
    const { target } = event;
    if (event.pointerType !== 'touch' || !(target instanceof Element)) return;
    [x, y] = [event.clientX, event.clientY];
    timer = setTimeout(() => {
      held = true;
      pressed(target);
    }, LONG_MS);
  }

  function moved(event: PointerEvent) {
    if (Math.hypot(event.clientX - x, event.clientY - y) > STILL_PX) stop();
  }

  /** It was no tap. */
  function clicked(event: Event) {
    if (held) event.preventDefault();
    held = false;
  }

  return (element) => {
    const all = [
      on(element, 'pointerdown', down),
      on(element, 'pointermove', moved),
      on(element, 'pointerup', stop),
      on(element, 'pointercancel', stop),
      on(element, 'click', clicked, { capture: true }),
      stop,
    ];
    return () => {
      for (const off of all) off();
    };
  };
}
