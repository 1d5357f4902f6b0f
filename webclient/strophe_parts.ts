/**
 * strophe.js comes as one file for everybody: with BOSH, workers, SCRAM, stream management. The page gets
 * what `xmpp/strophe_stream.ts` uses, from the sources that are in the package too.
 */
import type { ESTree, Plugin } from 'vite';

const USED = '\0strophe-used';
const ABSENT = '\0strophe-absent';
const UNUSED =
  /^\.\/(stream-management|transports\/(bosh|worker-websocket)|sasl-(anon|external|oauthbearer|sha1|sha256|sha384|sha512|xoauth2))$/;
/** What it imports by name of what is left out. */
const NAMES = [
  'SessionStorageBackend',
  'StreamManagementMirror',
  'isCountableStanza',
  'toStanzaView',
];

const CLASSES = /\/(connection|builder)\.ts$/;
/** Methods of its classes that nobody calls. */
const UNCALLED = new Set([
  ...['addConnectionPlugin', 'addProtocol', 'addProtocolErrorHandler', 'addTimedHandler', 'attach'],
  ...[
    'getUniqueId',
    'hasResumed',
    'isStreamManagementEnabled',
    'nextValidRid',
    'onForeignStanzaSent',
  ],
  ...[
    'onRoleChanged',
    'pause',
    'restore',
    'resume',
    'sendIQ',
    'sendPresence',
    '_sessionCachingSupported',
  ],
  ...['attrs', 'cnode', 'fromString', 'h', 'root'],
]);

/** `default` of utils is an object of all there is: whoever asks it for one function gets that one. */
const ALL_UTILS = "import utils from './utils'";

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
        return USED;
      }
      return sources && importer?.startsWith(sources) && UNUSED.test(source) ? ABSENT : null;
    },
    load(id) {
      if (id === USED) return used(sources);
      if (id !== ABSENT) return null;
      const absent = NAMES.map((name) => `Absent as ${name}`).join(', ');
      return `class Absent {} export { Absent as default, ${absent} };`;
    },
    transform(code, id) {
      if (!sources || !id.startsWith(sources)) return null;
      const called = CLASSES.test(id)
        ? withoutUncalled(code, this.parse(code, { lang: 'ts' }))
        : code;
      return called.replace(ALL_UTILS, "import * as utils from './utils'");
    },
  };
}

function withoutUncalled(code: string, { body }: ESTree.Program): string {
  const members = body.flatMap((each) => {
    const one = 'declaration' in each && each.declaration ? each.declaration : each;
    return one.type === 'ClassDeclaration' ? one.body.body : [];
  });
  const uncalled = members.filter(
    (each) => 'key' in each && each.key.type === 'Identifier' && UNCALLED.has(each.key.name),
  );
  return uncalled.reduceRight(
    (kept, { start, end }) => kept.slice(0, start) + kept.slice(end),
    code,
  );
}

/** In place of its index, which has everything in one object. */
function used(sources: string): string {
  return `
    import Connection from '${sources}connection';
    import SASLPlain from '${sources}sasl-plain';
    import Websocket from '${sources}transports/websocket';
    import log from '${sources}log';
    import { LOG_LEVELS as LogLevel, Status } from '${sources}constants';
    const setLogLevel = (level) => log.setLogLevel(level);
    export const Strophe = { Connection, LogLevel, SASLPlain, Status, Websocket, setLogLevel };
  `;
}
