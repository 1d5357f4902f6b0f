import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';
import { plainImports } from './plain_imports';
import { stropheParts } from './strophe_parts';

const TESTS = 'src/**/*.test.ts';
const SOCKETS = 'src/xmpp/strophe_*.test.ts';

export default defineConfig(({ mode }) => {
  const instance = loadEnv(mode, '.', 'STOA_').STOA_ADDRESS ?? 'https://localhost:8443';
  // The certificate of a test instance is its own; the portal and the server want their own origin.
  const there = {
    target: instance,
    changeOrigin: true,
    secure: false,
    headers: { origin: instance },
  };
  return {
    plugins: [plainImports(), stropheParts(), svelte(), svelteTesting()],
    build: {
      // The policy of the page has no data: addresses.
      assetsInlineLimit: 0,
      manifest: true,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      // Names that nginx takes for digests: kept by browsers for ever (deploy/nginx/headers.conf).
      rolldownOptions: {
        output: {
          hashCharacters: 'hex',
          entryFileNames: 'assets/[name].[hash:16].js',
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
