import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';

/** What the databases and channels of a test have begun and not ended. */
export class Activity {
  #underWay = 0;

  get busy(): boolean {
    return this.#underWay > 0;
  }

  /** From now on this test's databases and channels tell what they do. */
  watch(): void {
    vi.stubGlobal(
      'indexedDB',
      watchedDatabases(() => this.#begun()),
    );
    vi.stubGlobal(
      'BroadcastChannel',
      watchedChannels(() => this.#begun()),
    );
  }

  /** Returns what ends it, which counts once. */
  #begun(): () => void {
    this.#underWay++;
    let over = false;
    return () => {
      if (!over) this.#underWay--;
      over = true;
    };
  }
}

type Begun = () => () => void;

function watchedDatabases(begun: Begun): IDBFactory {
  class Databases extends IDBFactory {
    override open(name: string, version?: number) {
      const request = super.open(name, version);
      const ended = begun();
      request.addEventListener('error', ended);
      request.addEventListener('success', () => {
        watchTransactions(request.result, begun);
        ended();
      });
      return request;
    }

    override deleteDatabase(name: string) {
      const request = super.deleteDatabase(name);
      const ended = begun();
      for (const type of ['error', 'success']) request.addEventListener(type, ended);
      return request;
    }

    override databases() {
      return super.databases().finally(begun());
    }
  }
  return new Databases();
}

/** By the handlers that nobody else sets: a test may take the listeners away. */
function watchTransactions(database: IDBDatabase, begun: Begun): void {
  const begin = database.transaction.bind(database);
  database.transaction = (...asked) => {
    const transaction = begin(...asked);
    const ended = begun();
    transaction.oncomplete = ended;
    transaction.onabort = ended;
    return transaction;
  };
}

function watchedChannels(begun: Begun): typeof BroadcastChannel {
  const open = new Set<Channel>();
  class Channel extends BroadcastChannel {
    /** The ends of the messages that it has not been given. */
    readonly #due: (() => void)[] = [];

    constructor(name: string) {
      super(name);
      open.add(this);
      this.addEventListener('message', () => this.#due.shift()?.());
    }

    override postMessage(message: unknown): void {
      super.postMessage(message);
      for (const each of open)
        if (each !== this && each.name === this.name) each.#due.push(begun());
    }

    override close(): void {
      open.delete(this);
      for (const ended of this.#due.splice(0)) ended();
      super.close();
    }
  }
  return Channel;
}
