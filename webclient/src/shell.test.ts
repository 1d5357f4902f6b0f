import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

// In the place of what the build puts in.
const parse = vi.spyOn(JSON, 'parse').mockReturnValueOnce({ version: 'now', names: ['/'] });
const { onlyLastShells, shell } = await import('./shell');
parse.mockRestore();

/** The caches of a browser, by name in the order in which they were begun. */
class Caches {
  readonly all = new Map<string, Map<string, Response>>();
  open = async (name: string) => {
    const found = this.all.get(name) ?? new Map<string, Response>();
    this.all.set(name, found);
    return { match: async (path: string) => found.get(path) };
  };
  keys = async () => [...this.all.keys()];
  delete = async (name: string) => this.all.delete(name);
}

describe('the page that a browser keeps', () => {
  let caches: Caches;
  let chosen: string | null;
  let answered: (page: Response) => void;

  beforeEach(async () => {
    vi.useFakeTimers();
    [caches, chosen] = [new Caches(), null];
    vi.stubGlobal('caches', caches);
    vi.stubGlobal('cookieStore', { get: async () => chosen && { value: chosen } });
    vi.stubGlobal('fetch', () => new Promise((done) => (answered = done)));
    await caches.open('stoa shell now');
    caches.all.get('stoa shell now')?.set('/', new Response('kept'));
  });
  afterEach(() => vi.useRealTimers());

  async function shown(): Promise<string> {
    const page = shell({ mode: 'navigate' } as Request);
    await vi.advanceTimersByTimeAsync(1_500);
    answered(new Response('newest'));
    return (await page).text();
  }

  it('is shown where the newest takes long', async () => {
    expect(await shown()).toBe('kept');
  });

  it('is shown so only in the language that was chosen', async () => {
    chosen = 'en';
    expect(await shown()).toBe('kept');

    chosen = 'de';
    expect(await shown()).toBe('newest');
  });

  it('stays where it is again what it was before, and so do some of the others', async () => {
    for (const name of ['stoa shell one', 'stoa shell two', 'stoa shell three', 'others’'])
      await caches.open(name);

    await onlyLastShells();

    const left = ['stoa shell now', 'stoa shell two', 'stoa shell three', 'others’'];
    expect(await caches.keys()).toEqual(left);
  });
});
