/** What is shown only when somebody asks for it: not part of what the page begins with. */

export { openPalette } from '../palette/open';
export { default as InvitationCard } from '../rooms/InvitationCard.svelte';
export { default as Search } from '../search/Search.svelte';
export { default as GuideOffer } from '../settings/GuideOffer.svelte';
export { default as Settings } from '../settings/Settings.svelte';
export { default as ThreadsView } from '../threads/ThreadsView.svelte';
export { begin } from './begin';
export { default as Completions } from './composer/Completions.svelte';
export { emojiNamed } from './composer/candidates';
export { default as Deleting } from './composer/Deleting.svelte';
export { default as EmojiChoice } from './composer/EmojiChoice.svelte';
export { default as StyleBar } from './composer/StyleBar.svelte';
export { default as DetailsPane } from './DetailsPane.svelte';
export { default as DetailsSheet } from './DetailsSheet.svelte';
export { default as Files } from './files/Files.svelte';
export { default as Lightbox } from './files/Lightbox.svelte';
export { default as MessageDetails } from './MessageDetails.svelte';
export { default as MessageTools } from './messages/MessageTools.svelte';
export { default as ThreadView } from './messages/ThreadView.svelte';
export { default as NewMessage } from './NewMessage.svelte';
export { default as OwnMenuPanel } from './OwnMenuPanel.svelte';
export { default as RowMenu } from './RowMenu.svelte';
export { default as ShareMenu } from './sharing/ShareMenu.svelte';
export { default as Tray } from './sharing/Tray.svelte';
export { default as Undo } from './Undo.svelte';
export { default as UnsentBar } from './UnsentBar.svelte';
export { default as VoiceBar } from './voice/VoiceBar.svelte';
