/** What is shown only when somebody asks for it: not part of what the page begins with. */

export { default as DetailsPane } from './DetailsPane.svelte';
export { default as DetailsSheet } from './DetailsSheet.svelte';
export { default as Files } from './files/Files.svelte';
export { default as Lightbox } from './files/Lightbox.svelte';
export { default as MessageDetails } from './MessageDetails.svelte';
export { default as NewMessage } from './NewMessage.svelte';
export { default as OwnMenuPanel } from './OwnMenuPanel.svelte';
export { default as RowMenu } from './RowMenu.svelte';
export { default as ShareMenu } from './sharing/ShareMenu.svelte';
export { default as Tray } from './sharing/Tray.svelte';
export { default as Undo } from './Undo.svelte';
export { default as VoiceBar } from './voice/VoiceBar.svelte';
