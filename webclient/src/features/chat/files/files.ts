/** What shows files and pictures: loaded with the first of them. */

export { default as Files } from './Files.svelte';
export { default as Lightbox } from './Lightbox.svelte';
