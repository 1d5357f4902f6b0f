/**
 * Sockets in vitest's jsdom: they are those of Node.js and want its own Event, in whose place vitest has
 * put jsdom's. An aborted controller of Node's hands one out.
 */
import { transferableAbortController } from 'node:util';

const controller = transferableAbortController();
controller.signal.addEventListener('abort', (event) => {
  globalThis.Event = event.constructor as typeof Event;
});
controller.abort();
