/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  // Short names for styles, and nothing about versions: each counts in what is loaded first.
  compilerOptions: {
    runes: true,
    discloseVersion: false,
    cssHash: ({ hash, filename }) => `s${hash(filename)}`,
  },
  /** Those of the libraries are theirs. */
  onwarn(warning) {
    if (warning.filename?.includes('node_modules')) return;
    throw new Error(`${warning.filename}: ${warning.message}`);
  },
};
