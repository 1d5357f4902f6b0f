import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attachment, Upload } from '../../../store/types';
import { attachment, message } from '../samples';
import { AllFacts } from './about.svelte';
import Files from './Files.svelte';
import { Player } from './player.svelte';

const said = vi.fn<() => Response>();
const onview = vi.fn();

beforeEach(() => {
  said.mockReset();
  said.mockImplementation(() => Response.json({ state: 'ready', preview: true }));
  vi.stubGlobal('fetch', async () => said());
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});

function shown(file: Partial<Attachment>, upload: Upload | null = null) {
  const of = message({ files: [attachment(file)], upload });
  const props = {
    message: of,
    reachable: true,
    onview,
    known: new AllFacts(),
    player: new Player(),
  };
  return render(Files, props).container;
}

const picture = { width: 400, height: 300, blurhash: '00TI:j' };
const upload = (differs: Partial<Upload>): Upload => ({
  state: 'uploading',
  sent: 500_000,
  total: 2_000_000,
  error: null,
  again: true,
  retry: vi.fn(),
  cancel: vi.fn(),
  ...differs,
});

describe('a picture', () => {
  it('of which everything is said is shown without a question, and opens', async () => {
    const page = shown(picture);
    await userEvent.click(screen.getByRole('button', { name: 'Open the picture cat.png' }));

    expect(page.querySelector('img')?.getAttribute('src')).toMatch(/cat\.png\?preview$/);
    expect(said).not.toHaveBeenCalled();
    expect(onview).toHaveBeenCalledWith(attachment().url);
  });

  it.each([
    [403, {}, 'gone', 'No longer available to you'],
    [200, { state: 'held' }, 'held', 'Being checked for viruses…'],
    [200, { state: 'refused', refusal: 'Eicar' }, 'refused', 'This file was refused'],
    [503, {}, 'unreachable', 'Could not be loaded'],
  ])('that cannot be loaded says why: %d %o', async (status, told, state, words) => {
    said.mockImplementation(() => Response.json(told, { status }));
    const page = shown(picture);
    page.querySelector('img')?.dispatchEvent(new Event('error'));

    expect(await screen.findByText(words)).toBeTruthy();
    expect(page.querySelector('[data-file]')?.getAttribute('data-file')).toBe(state);
  });

  it('without a preview is shown itself', async () => {
    said.mockImplementation(() => Response.json({ state: 'ready', preview: false }));
    const page = shown({});

    await vi.waitFor(() =>
      expect(page.querySelector('img')?.getAttribute('src')).toBe(attachment().url),
    );
  });
});

describe('a file of somebody else', () => {
  it('of another server is a link, and nothing of it is loaded', () => {
    const page = shown({ url: 'https://example.org/a.png', ours: false });

    expect(page.querySelector('img, video, audio')).toBeNull();
    expect(screen.getByRole('link').getAttribute('rel')).toBe('noopener noreferrer');
    expect(said).not.toHaveBeenCalled();
  });

  it('that is no picture is downloaded by its name', async () => {
    said.mockImplementation(() => Response.json({ state: 'ready', size: 1_200_000 }));
    shown({ name: 'plan.pdf', mediaType: 'application/pdf' });

    const link = screen.getByRole('link', { name: 'Download plan.pdf' });
    expect(link.getAttribute('download')).toBe('plan.pdf');
    expect(await screen.findByText('PDF · 1.2 MB')).toBeTruthy();
  });

  it('that may not be had any more is no link', async () => {
    said.mockImplementation(() => new Response('', { status: 403 }));
    shown({ name: 'plan.pdf', mediaType: 'application/pdf' });

    expect(await screen.findByText('No longer available to you')).toBeTruthy();
    expect(screen.queryByRole('link')).toBeNull();
  });
});

describe('an own file', () => {
  it('shows how far it is, and can be given up', async () => {
    const going = upload({});
    shown({ url: '', mediaType: 'application/zip' }, going);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel the upload of cat.png' }));

    expect(screen.getByText('500 kB of 2 MB')).toBeTruthy();
    expect(screen.getByRole('progressbar', { name: 'Uploading cat.png' })).toBeTruthy();
    expect(going.cancel).toHaveBeenCalledOnce();
  });

  it('that failed can be tried again', async () => {
    const failed = upload({ state: 'failed' });
    shown({ url: '', ...picture }, failed);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(failed.retry).toHaveBeenCalledOnce();
  });
});

it('a voice message says what it is and how long, and is played with a button', async () => {
  said.mockImplementation(() =>
    Response.json({ state: 'ready', duration_ms: 65_000, waveform: 'AP8=' }),
  );
  shown({ voice: true, mediaType: 'audio/ogg', name: 'voice.ogg' });

  expect(
    await screen.findByRole('group', { name: 'Voice message, 1 minute 5 seconds' }),
  ).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Play' })).toBeTruthy();
  expect(screen.getByRole('slider', { name: 'Position' })).toBeTruthy();
});
