/** What of Node.js the server of the tests uses, and the build. */
declare module 'node:buffer' {
  export const File: typeof globalThis.File;
}

declare module 'node:crypto' {
  interface Hash {
    update(content: string | Uint8Array): Hash;
    digest(as: 'base64' | 'hex'): string;
  }
  export function createHash(name: 'sha1' | 'sha256'): Hash;
}

declare module 'node:fs' {
  export function readFileSync(place: URL): Uint8Array;
}

declare module 'node:http' {
  export interface Socket {
    write(data: string | Uint8Array): void;
    destroy(): void;
    on(event: 'data', handler: (data: Uint8Array) => void): void;
    on(event: 'close' | 'error', handler: () => void): void;
  }
  interface Server {
    listen(port: number, host: string, ready: () => void): void;
    address(): { port: number };
    close(): void;
    on(
      event: 'upgrade',
      handler: (request: { headers: Record<string, string> }, socket: Socket) => void,
    ): void;
  }
  export function createServer(): Server;
}

declare module 'node:util' {
  export function transferableAbortController(): AbortController;
}
