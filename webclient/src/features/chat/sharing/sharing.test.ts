import { fireEvent, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conversation } from '../../../store/types';
import { media } from '../../../ui/testing/media';
import Composer from '../Composer.svelte';
import { client, conversation } from '../samples';
import { MOST_AT_ONCE, Tray, trayOf } from './tray.svelte';

const send = vi.fn();
const share = vi.fn(async () => undefined);

beforeEach(() => {
  vi.stubGlobal('matchMedia', media(false));
  URL.createObjectURL ??= () => '';
  URL.revokeObjectURL ??= () => undefined;
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue();
  send.mockReset();
  share.mockReset();
  share.mockResolvedValue(undefined);
});

const file = (name: string, type = 'application/pdf') => new File(['xxx'], name, { type });

function composer(differs: Partial<Conversation> = {}) {
  const of = conversation({ send, share, ...differs });
  const { container } = render(Composer, { client: client(), conversation: of });
  const input = container.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('nothing chooses files');
  return { of, input, field: screen.getByRole<HTMLTextAreaElement>('textbox') };
}

function paste(at: Element, files: File[], types: string[]) {
  return fireEvent.paste(at, { clipboardData: { files, types } });
}

describe('files that are chosen', () => {
  it('are looked at before they go, and go after the words, in their order', async () => {
    const { input, field } = composer();
    const files = [file('plan.pdf'), file('engine.png', 'image/png')];
    await userEvent.upload(input, files);
    await screen.findByText('plan.pdf');
    expect(screen.getByRole('img', { name: 'engine.png' })).toBeTruthy();
    expect(share).not.toHaveBeenCalled();

    await userEvent.type(field, 'Look{Enter}');

    expect(send).toHaveBeenCalledExactlyOnceWith('Look');
    expect(share).toHaveBeenCalledExactlyOnceWith(files);
    expect(send.mock.invocationCallOrder[0]).toBeLessThan(share.mock.invocationCallOrder[0] ?? 0);
    expect(screen.queryByText('plan.pdf')).toBeNull();
  });

  it('need no words', async () => {
    const { input } = composer();
    await userEvent.upload(input, [file('plan.pdf')]);

    await userEvent.click(await screen.findByRole('button', { name: 'Send' }));

    expect(share).toHaveBeenCalledOnce();
    expect(send).not.toHaveBeenCalled();
  });

  it('can be taken out again, and the focus stays near', async () => {
    const { input, field } = composer();
    await userEvent.upload(input, [file('one.pdf'), file('two.pdf')]);

    await userEvent.click(await screen.findByRole('button', { name: 'Remove one.pdf' }));
    const next = screen.getByRole('button', { name: 'Remove two.pdf' });
    await vi.waitFor(() => expect(document.activeElement).toBe(next));
    await userEvent.keyboard('{Enter}');

    await vi.waitFor(() => expect(document.activeElement).toBe(field));
    expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
  });

  it('stay with their conversation', async () => {
    const { of, input } = composer();
    await userEvent.upload(input, [file('plan.pdf')]);

    await vi.waitFor(() => expect(trayOf(of).chosen).toHaveLength(1));
    expect(trayOf(conversation()).chosen).toEqual([]);
  });

  it('that could not be shared are still there', async () => {
    share.mockRejectedValue(new Error('no such chunk'));
    const { input } = composer();
    await userEvent.upload(input, [file('plan.pdf')]);
    await userEvent.click(await screen.findByRole('button', { name: 'Send' }));

    expect((await screen.findByRole('alert')).textContent).toContain('still here');
    expect(await screen.findByText('plan.pdf')).toBeTruthy();
  });
});

describe('what is pasted', () => {
  it('is shared when it is a picture', async () => {
    const { of, field } = composer();

    await paste(field, [file('image.png', 'image/png')], ['Files', 'text/html']);

    await vi.waitFor(() => expect(trayOf(of).chosen).toHaveLength(1));
  });

  it('is words where a table brings its picture along', async () => {
    const { of, field } = composer();

    await paste(field, [file('image.png', 'image/png')], ['Files', 'text/plain', 'text/html']);

    expect(trayOf(of).chosen).toEqual([]);
  });

  it('is not taken from other fields', async () => {
    const { of } = composer();
    const other = document.body.appendChild(document.createElement('input'));

    await paste(other, [file('image.png', 'image/png')], ['Files']);

    expect(trayOf(of).chosen).toEqual([]);
  });
});

describe('a tray', () => {
  it('takes what can be read', async () => {
    const folder = file('folder');
    vi.spyOn(folder, 'slice').mockReturnValue({
      arrayBuffer: () => Promise.reject(new DOMException('x', 'NotReadableError')),
    } as unknown as Blob);
    const tray = new Tray();

    expect(await tray.add([folder, file('plan.pdf')])).toBe('unreadable');
    expect(tray.chosen.map((each) => each.file.name)).toEqual(['plan.pdf']);
  });

  it('is full at some point', async () => {
    const tray = new Tray();
    const many = Array.from({ length: MOST_AT_ONCE + 1 }, (_, nth) => file(`${nth}.pdf`));

    expect(await tray.add(many)).toBe('too-many');
    expect(tray.chosen).toHaveLength(MOST_AT_ONCE);
  });
});
