/** The lists of virtua can be of any elements with any attributes. The page has them of plain ones. */
import type { Plugin } from 'vite';

const LIST = /\/virtua\/lib\/svelte\/(VList|Virtualizer|ListItem)\.svelte$/;
const ANY =
  /<svelte:element this=\{as\} (bind:this=\{\w+\}) (style=\{\w+\}|\{style\})(?: \{\.\.\.itemRest\})?>/;
const ANY_END = '</svelte:element>';
const VIEWPORT = /<div \{\.\.\.rest\} style="\{viewportStyle\} \{rest\.style \|\| ''\}">/;

export function virtuaParts(): Plugin {
  return {
    name: 'virtua-parts',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!LIST.test(id)) return null;
      const plain = code
        .replace(ANY, '<div $1 $2>')
        .replace(ANY_END, '</div>')
        .replace(VIEWPORT, '<div style={viewportStyle}>');
      if (/<svelte:element|\{\.\.\./.test(plain)) throw new Error(`${id} is another than before`);
      return plain;
    },
  };
}
