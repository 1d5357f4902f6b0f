/** The page is never made of HTML that a server wrote: what Svelte has for that stays out. */
import type { Plugin } from 'vite';

const HYDRATION = /\/svelte\/src\/internal\/client\/dom\/hydration\.js$/;
const IS_IT = 'export let hydrating = false;';
const SET_IT = '\thydrating = value;\n';

export function svelteParts(): Plugin {
  return {
    name: 'svelte-parts',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!HYDRATION.test(id)) return null;
      if (!code.includes(IS_IT) || !code.includes(SET_IT))
        throw new Error(`${id} is another than before`);
      return code.replace(IS_IT, 'export const hydrating = false;').replace(SET_IT, '');
    },
  };
}
