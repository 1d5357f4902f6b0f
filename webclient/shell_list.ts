/** Tells the service worker what the page is made of, so that it is there without a network. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const NAMES = /([`'"])shell: names\1/;

export function shellList(worker: string): Plugin {
  return {
    name: 'shell-list',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunk = bundle[worker];
      if (chunk?.type !== 'chunk' || !NAMES.test(chunk.code))
        throw new Error(`${worker} does not ask for its names`);
      const assets = Object.keys(bundle)
        .filter((name) => name.startsWith('assets/'))
        .sort();
      const names = ['/', ...assets.map((name) => `/${name}`)];
      const version = createHash('sha1').update(names.join()).digest('base64');
      const list = JSON.stringify(JSON.stringify({ version, names }));
      chunk.code = chunk.code.replace(NAMES, () => list);
    },
  };
}
