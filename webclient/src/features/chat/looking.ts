import { on } from 'svelte/events';
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const all = [
    on(window, 'focus', update),
    on(window, 'blur', update),
    on(document, 'visibilitychange', update),
  ];
  return () => {
    for (const off of all) off();
  };
});

/** Whether somebody is looking at this page: it is visible and has the focus. */
export function looking(): boolean {
  subscribe();
  return document.visibilityState === 'visible' && document.hasFocus();
}
