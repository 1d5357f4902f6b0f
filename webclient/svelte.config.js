/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  compilerOptions: { runes: true },
  /** Those of the libraries are theirs. */
  onwarn(warning) {
    if (warning.filename?.includes('node_modules')) return;
    throw new Error(`${warning.filename}: ${warning.message}`);
  },
};
