import { afterEach, describe, expect, it, vi } from 'vitest';
import { Portal } from './sign_in';

afterEach(() => vi.unstubAllGlobals());

async function aheadWhereItIs(date: string | null): Promise<number> {
  const headers: HeadersInit = date === null ? {} : { Date: date };
  vi.stubGlobal('fetch', async () => new Response('{}', { headers }));
  return (await new Portal().session()).ahead;
}

const inMs = (ms: number) => new Date(Date.now() + ms).toUTCString();

describe('the portal', () => {
  it('tells what time it is at the server', async () => {
    expect(Math.abs((await aheadWhereItIs(inMs(-3_600_000))) + 3_600_000)).toBeLessThan(60_000);
  });

  it.each([null, 'soon'])('leaves the own clock alone where it says %s', async (date) => {
    expect(await aheadWhereItIs(date)).toBe(0);
  });
});
