import type { Facts } from './about.svelte';

/** Why a file of this server is not there to be seen. */
export type Trouble = 'held' | 'refused' | 'gone' | 'unreachable';

/** @param broken the browser could not load it */
export function troubleOf(facts: Facts, broken: boolean): Trouble | null {
  if (facts.state === 'gone') return 'gone';
  const state = facts.about?.state ?? 'ready';
  if (state !== 'ready') return state;
  return broken && facts.state !== 'asking' ? 'unreachable' : null;
}
