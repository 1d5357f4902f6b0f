import { mount, unmount } from 'svelte';
import type { Client } from '../../store/types';
import Shown from './Shown.svelte';

let open = false;

/**
 * Shows the palette with what was written into `field` while it was being loaded; not to somebody who
 * has gone on to something else meanwhile. `before` had the focus, and gets it back.
 */
export function openPalette(client: Client, field: Element | null, before: Element | null): void {
  if (open || document.activeElement !== field || document.querySelector('dialog[open]')) return;
  open = true;
  const text = taken(field);
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  const shown = mount(Shown, {
    target: document.body,
    props: {
      client,
      text,
      // Closing a dialog that is taken away closes it once more.
      onclose: () => {
        if (!open) return;
        open = false;
        void unmount(shown);
      },
    },
  });
}

function taken(field: Element | null): string {
  if (!(field instanceof HTMLInputElement)) return '';
  const text = field.value;
  field.value = '';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return text;
}
