import { afterEach, describe, expect, it, vi } from 'vitest';
import { NotSignedIn } from '../xmpp/connection';
import { remembered } from './remembered';
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

  it('never tells anything as somebody else who has signed in here since', async () => {
    const people = ['dorothy@localhost', 'george@localhost'];
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (_: string, { method = 'GET' }: RequestInit) => {
      asked.push(method);
      if (method !== 'GET') return new Response(null, { status: 400 });
      return Response.json({ jid: people.shift(), csrf_token: 'token' });
    });
    const portal = new Portal();
    await portal.session();

    await expect(portal.request('drafts/x', 'PUT', { body: 'mine' })).rejects.toThrow(NotSignedIn);
    expect(asked).toEqual(['GET', 'PUT', 'GET']);
  });

  it('is not asked first whose page this is, as long as its cookie says the same', async () => {
    const ada = { jid: 'ada@localhost', localpart: 'ada', csrf_token: 'secret' };
    vi.stubGlobal('fetch', async () => Response.json(ada));
    const cookie = vi.spyOn(document, 'cookie', 'get');
    await new Portal().session();

    cookie.mockReturnValue('stoa-8080-person=grace; other=ada; another-person=ada');
    expect(remembered()).toBeNull();
    cookie.mockReturnValue('other=1; stoa-8080-person=ada');
    expect(remembered()).toMatchObject({ jid: 'ada@localhost', csrf_token: '' });
    localStorage.clear();
    expect(remembered()).toBeNull();
  });

  it('says who it is, and a page of somebody else goes no further', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ jid: 'george@localhost' }));

    await expect(new Portal('dorothy@localhost').credentials()).rejects.toThrow(NotSignedIn);
  });

  it('has nobody remembered at a computer that others use too', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ localpart: 'ada', shared: true }));
    vi.spyOn(document, 'cookie', 'get').mockReturnValue('stoa-person=ada');

    await new Portal().session();

    expect(remembered()).toBeNull();
  });
});
