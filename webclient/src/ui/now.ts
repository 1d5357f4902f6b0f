import { createSubscriber } from 'svelte/reactivity';

/** The present, in milliseconds since 1970: read in a template it goes on by itself. */
function ticking(everyMs: number): () => number {
  const subscribe = createSubscriber((update) => {
    const timer = setInterval(update, everyMs);
    return () => clearInterval(timer);
  });
  return () => {
    subscribe();
    return Date.now();
  };
}

export const nowBySeconds = ticking(500);
export const nowByMinutes = ticking(20_000);
