import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';

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
    plugins: [svelte(), svelteTesting()],
    build: {
      // The policy of the page has no data: addresses.
      assetsInlineLimit: 0,
      manifest: true,
      // Every browser this is built for has it.
      modulePreload: { polyfill: false },
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
        '/ws': { ...there, ws: true },
      },
    },
    test: {
      environment: 'jsdom',
      include: ['src/**/*.test.ts'],
      // One DOM for all files: making one takes longer than most files' tests.
      isolate: false,
      setupFiles: 'vitest.setup.ts',
      restoreMocks: true,
      unstubGlobals: true,
      sequence: { shuffle: true },
    },
  };
});
