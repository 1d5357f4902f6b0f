/**
 * strophe.js comes as one file for everybody: with BOSH, workers, SCRAM. The page gets what it uses, from
 * the sources that are in the package too.
 */
import type { Plugin } from 'vite';

const ABSENT = '\0strophe-absent';
const UNUSED =
  /^\.\/(transports\/(bosh|worker-websocket)|sasl-(anon|external|oauthbearer|sha1|sha256|sha384|sha512|xoauth2))$/;

export function stropheParts(): Plugin {
  let sources = '';
  return {
    name: 'strophe-parts',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source === 'strophe.js') {
        const built = await this.resolve(source, importer, { skipSelf: true });
        sources = built?.id.replace(/dist\/[^/]+$/, 'src/') ?? '';
        return `${sources}index.ts`;
      }
      return sources && importer?.startsWith(sources) && UNUSED.test(source) ? ABSENT : null;
    },
    load(id) {
      return id === ABSENT ? 'export default class Absent {}' : null;
    },
  };
}
