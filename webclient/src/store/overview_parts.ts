/** What is loaded while the connection is made: not part of what the page begins with. */

export { Arrangement } from './arrangement';
export { Drafts } from './drafts';
export { Hiding } from './hiding';
export { Listing } from './listing';
export { MessageActs } from './message_acts';
export { Preferences } from './preferences.svelte';
export { reach } from './reach';
export { remove } from './removing';
export { forget, leave, signOut } from './wiping';
