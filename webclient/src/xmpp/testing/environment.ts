/** jsdom with the sockets of Node.js, which need Node's own events: jsdom's are of another kind. */
import { builtinEnvironments, type Environment } from 'vitest/runtime';

const environment: Environment = {
  name: 'jsdom-with-sockets',
  viteEnvironment: 'client',
  async setup(global, options) {
    const { WebSocket, Event, MessageEvent, CloseEvent, ErrorEvent } = global;
    const running = await builtinEnvironments.jsdom.setup(global, options);
    Object.assign(global, { WebSocket, Event, MessageEvent, CloseEvent, ErrorEvent });
    return running;
  },
};

// biome-ignore lint/style/noDefaultExport: vitest loads it by that.
export default environment;
