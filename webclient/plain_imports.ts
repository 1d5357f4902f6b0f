import type { Plugin } from 'vite';

const HELPER = '\0vite/preload-helper.js';

/** What is imported later is only imported: its styles are in the page's one sheet (`cssCodeSplit`). */
export function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (id === HELPER ? 'export const __vitePreload = (load) => load();' : null),
  };
}
