import type { Recorder } from './recorder.svelte';

/** Recordings that were neither sent nor deleted, by the conversation they are for. */
export const unsent = new Map<string, Recorder>();
