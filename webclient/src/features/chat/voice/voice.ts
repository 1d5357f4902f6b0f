/** What records voice messages: loaded with the first of them. */

export { default as VoiceBar } from './VoiceBar.svelte';
