/** The page never goes through a database by a cursor: what idb makes of one stays out. */
import type { Plugin } from 'vite';

const ITERATION = /^const advanceMethodProps = [\s\S]*?^replaceTraps\([\s\S]*?^\}\)\);$/m;

export function idbParts(): Plugin {
  return {
    name: 'idb-parts',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/idb/build/index.js')) return null;
      if (!ITERATION.test(code)) throw new Error(`${id} is another than before`);
      return code.replace(ITERATION, '');
    },
  };
}
