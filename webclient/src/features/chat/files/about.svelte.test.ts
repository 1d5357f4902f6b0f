import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AllFacts } from './about.svelte';

const URL = 'http://localhost/files/1/a.b/a.png';
const answer = (told: object, status = 200) => new Response(JSON.stringify(told), { status });
const fetched = vi.fn<(url: string) => Promise<Response>>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
});

/** As a component that is shown; what is returned takes it away. */
function shown(facts = new AllFacts().of(URL)) {
  const stop = $effect.root(() => {
    $effect(() => facts.watch());
  });
  flushSync();
  return { facts, stop };
}

describe('what is known of a file', () => {
  it('is asked for once, however often it is shown', async () => {
    fetched.mockImplementation(async () => answer({ state: 'ready', width: 3, height: 2 }));
    const all = new AllFacts();
    const { facts } = shown(all.of(URL));
    shown(all.of(URL));
    await vi.waitFor(() => expect(facts.state).toBe('told'));
    shown(all.of(URL));

    expect(facts.about?.facts).toMatchObject({ width: 3, height: 2 });
    expect(fetched).toHaveBeenCalledOnce();
  });

  it.each([403, 404])(
    'is nothing when the server answers %d, and nobody says why',
    async (status) => {
      fetched.mockImplementation(async () => answer({}, status));
      const { facts } = shown();

      await vi.waitFor(() => expect(facts.state).toBe('gone'));
    },
  );

  it('is asked for again while it is being checked, and then no more', async () => {
    vi.useFakeTimers();
    fetched.mockImplementationOnce(async () => answer({ state: 'held' }));
    fetched.mockImplementation(async () => answer({ state: 'refused', refusal: 'EICAR' }));
    const { facts } = shown();
    await vi.advanceTimersByTimeAsync(1_900);
    const before = facts.about?.state;
    await vi.advanceTimersByTimeAsync(300_000);

    expect(before).toBe('held');
    expect(facts.about).toMatchObject({ state: 'refused', refusal: 'EICAR' });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('is asked for again when nobody answered, as long as it is shown', async () => {
    vi.useFakeTimers();
    fetched.mockRejectedValueOnce(new TypeError('offline'));
    fetched.mockRejectedValueOnce(new TypeError('offline'));
    const { facts, stop } = shown();
    await vi.advanceTimersByTimeAsync(2_500);
    const state = facts.state;
    stop();
    await vi.advanceTimersByTimeAsync(300_000);

    expect(state).toBe('unreachable');
    expect(fetched).toHaveBeenCalledTimes(2);
  });
});
