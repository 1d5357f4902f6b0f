import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

/** Pixels that can be scrolled before what lies there is made: fewer than are drawn beside what is seen. */
const AHEAD = 250;

/**
 * While somebody reads, tells those who listen after it of scrolling in a task of its own, behind the
 * frame that showed it: a list makes and lays out rows there, and neither task is long. What is
 * scrolled farther is told at once, as nothing would be seen there for a frame.
 */
export function unhurried(isReading: () => boolean): Attachment<HTMLElement> {
  return (element) => {
    let told = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      element.dispatchEvent(new Event('scroll'));
      void tick().then(() => element.scrollHeight);
    };
    const heard = (event: Event) => {
      const { scrollTop } = element;
      if (event.isTrusted && isReading() && Math.abs(scrollTop - told) <= AHEAD) {
        event.stopImmediatePropagation();
        timer ??= setTimeout(tell);
      } else told = scrollTop;
    };
    const off = on(element, 'scroll', heard, { capture: true });
    return () => {
      clearTimeout(timer);
      off();
    };
  };
}
