import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';
import { firstChunks } from './first_chunks';
import { idbParts } from './idb_parts';
import { installable } from './installable';
import { plainImports } from './plain_imports';
import { shellList } from './shell_list';
import { spoken } from './spoken';
import { stropheParts } from './strophe_parts';
import { svelteParts } from './svelte_parts';
import { virtuaParts } from './virtua_parts';

const TESTS = 'src/**/*.test.ts';
const WORKER = 'service-worker';
/** What has no part in common with the page. */
const BESIDE = /\/(service_worker|shell|glimpse|glimpse\/\w+)\.ts$/;
const SOCKETS = 'src/xmpp/strophe_*.test.ts';

export default defineConfig(({ mode }) => {
  const { STOA_ADDRESS, STOA_LANGUAGE = 'en' } = loadEnv(mode, '.', 'STOA_');
  const instance = STOA_ADDRESS ?? 'https://localhost:8443';
  // The certificate of a test instance is its own; the portal and the server want their own origin.
  const there = {
    target: instance,
    changeOrigin: true,
    secure: false,
    headers: { origin: instance },
  };
  return {
    plugins: [
      spoken(STOA_LANGUAGE),
      installable(STOA_LANGUAGE),
      plainImports(),
      idbParts(),
      stropheParts(),
      svelteParts(),
      virtuaParts(),
      svelte(),
      svelteTesting(),
      firstChunks(),
      shellList(`${WORKER}.js`),
    ],
    build: {
      // The policy of the page has no data: addresses.
      assetsInlineLimit: 0,
      manifest: true,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      // Names that nginx takes for digests: kept by browsers for ever (deploy/nginx/headers.conf).
      rolldownOptions: {
        // What is loaded by its address has exports.
        preserveEntrySignatures: 'exports-only',
        input: {
          index: 'index.html',
          glimpse: 'src/glimpse.ts',
          taking: 'src/glimpse/taking.ts',
          [WORKER]: 'src/service_worker.ts',
        },
        output: {
          // What the page begins with is one chunk: not a small one for each set of later ones that share it.
          codeSplitting: {
            groups: [{ name: 'index', tags: ['$initial'], test: (id) => !BESIDE.test(id) }],
          },
          hashCharacters: 'hex',
          // A worker is known by its address, and has no part in common with the page.
          entryFileNames: ({ name }) =>
            name === WORKER ? `${WORKER}.js` : 'assets/[name].[hash:16].js',
          chunkFileNames: 'assets/[name].[hash:16].js',
          assetFileNames: 'assets/[name].[hash:16][extname]',
        },
      },
    },
    server: {
      fs: { allow: ['..'] },
      proxy: {
        '/account': there,
        '/admin': there,
        '/api': there,
        '/assets': there,
        '/files': there,
        '/ws': { ...there, ws: true },
      },
    },
    test: {
      environment: 'jsdom',
      setupFiles: 'vitest.setup.ts',
      testTimeout: 30_000,
      restoreMocks: true,
      unstubGlobals: true,
      sequence: { shuffle: true },
      projects: [
        // Real sockets want the Event of Node.js, everything else that of the DOM.
        { extends: true, test: { name: 'sockets', include: [SOCKETS] } },
        // One DOM for all files: making one takes longer than most files' tests.
        {
          extends: true,
          test: { name: 'dom', include: [TESTS], exclude: [SOCKETS], isolate: false },
        },
      ],
    },
  };
});
