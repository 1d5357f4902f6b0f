import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Begun, Client, Conversation, Message, Occupant } from '../../../store/types';
import { media } from '../../../ui/testing/media';
import Composer from '../Composer.svelte';
import { composingOf } from '../messages/composing.svelte';
import { client, conversation, GRACE, message } from '../samples';
// What is loaded when it is wanted: here before the first test.
import '../later';

const send = vi.fn();
const edit = vi.fn();
const retract = vi.fn();
const setDraft = vi.fn();

beforeEach(() => {
  vi.stubGlobal('matchMedia', media(true));
  for (const each of [send, edit, retract, setDraft]) each.mockReset();
});

afterEach(() => vi.unstubAllGlobals());

function occupant(differs: Partial<Occupant>): Occupant {
  return {
    address: null,
    nick: 'somebody',
    name: 'Somebody',
    role: 'participant',
    affiliation: 'member',
    availability: 'online',
    own: false,
    ...differs,
  } as Occupant;
}

const ROOM: Partial<Conversation> = {
  address: 'engines@conference.localhost',
  kind: 'room',
  name: 'Engines',
  joined: 'joined',
  occupantCount: 3,
  occupants: [
    occupant({ address: 'ada@localhost', nick: 'Ada', name: 'Ada Lovelace', own: true }),
    occupant({ address: GRACE.address, nick: 'grace', name: GRACE.name }),
    occupant({ nick: 'masked', name: 'masked' }),
  ],
};

function composer(
  differs: Partial<Conversation> = {},
  thread: string | null = null,
  whose: Partial<Client> = {},
) {
  const of = conversation({ send, edit, retract, setDraft, ...differs });
  render(Composer, { client: client(whose), conversation: of, thread });
  return { of, field: screen.getByRole<HTMLTextAreaElement>('textbox') };
}

const names = async () =>
  (await screen.findAllByRole('option')).map((each) => each.querySelector('.name')?.textContent);

describe('completions', () => {
  it('of a room are who is there and everybody, chosen by keys', async () => {
    const { field } = composer(ROOM);
    await userEvent.type(field, '@');
    expect(await names()).toEqual(['Grace Hopper', 'masked', 'all']);
    const [first] = screen.getAllByRole('option');
    expect(field.getAttribute('aria-activedescendant')).toBe(first?.id);
    await userEvent.keyboard('{ArrowUp}{ArrowDown}{Tab}');
    expect(field.value).toBe('@Grace Hopper ');
    expect(screen.queryByRole('listbox')).toBeNull();
    await userEvent.keyboard('and @mas{Enter}!{Enter}');

    const mentions = [{ address: GRACE.address, begin: 0, end: 13 }];
    expect(send).toHaveBeenCalledExactlyOnceWith('@Grace Hopper and @masked !', { mentions });
  });

  it('of a room are its members after those who are there', async () => {
    const member = (address: string, name: string, affiliation = 'member') => ({
      ...{ address, name, affiliation, reason: '' },
    });
    const members = async () => [
      member('ada@localhost', 'Ada Lovelace', 'owner'),
      member('linus@localhost', 'Linus Pauling'),
      member(GRACE.address, GRACE.name),
      member('out@localhost', 'Out Cast', 'outcast'),
      member('conference.localhost', 'conference.localhost', 'owner'),
    ];
    const acts = async () => ({ rooms: { members } }) as never;
    const { field } = composer(ROOM, null, { acts });
    await userEvent.type(field, '@');

    await screen.findByText('Linus Pauling');
    expect(await names()).toEqual(['Grace Hopper', 'masked', 'Linus Pauling', 'all']);
  });

  it('do not begin with everybody while nobody else is known', async () => {
    const { field } = composer({
      ...ROOM,
      occupants: [occupant({ own: true, role: 'participant' })],
    });
    await userEvent.type(field, '@');
    await tick();
    expect(screen.queryByRole('option')).toBeNull();
    await userEvent.keyboard('al');

    expect(await names()).toEqual(['all']);
  });

  it('call nobody where one may not speak', async () => {
    const { field } = composer({ ...ROOM, occupants: [occupant({ own: true, role: 'visitor' })] });
    await userEvent.type(field, '@');
    await tick();

    expect(screen.queryByRole('option')).toBeNull();
  });

  it('with one person are the two', async () => {
    const { field } = composer();
    await userEvent.type(field, '@');

    expect(await names()).toEqual(['Grace Hopper', 'Ada Lovelace']);
  });

  it('go away with Escape until another word begins', async () => {
    const { field } = composer();
    await userEvent.type(field, '@');
    await screen.findByRole('listbox');
    await userEvent.keyboard('{Escape}gr');
    expect(screen.queryByRole('listbox')).toBeNull();
    await userEvent.keyboard(' @');

    expect(await screen.findByRole('listbox')).toBeTruthy();
  });

  it('wait while an input method composes', async () => {
    const { field } = composer();
    await userEvent.type(field, '@');
    await screen.findByRole('listbox');
    field.value = '@gr';
    field.setSelectionRange(3, 3);
    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
    await tick();

    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('of emoji and topics stand in their place', async () => {
    const { field } = composer({
      messages: [message({ body: 'about #Plan-B, `#code` and https://x.test/#anchor #7' })],
    });
    await userEvent.type(field, ':thumbsu');
    await screen.findByText(':thumbsup:');
    await userEvent.keyboard('{Enter}:tada:');
    await waitFor(() => expect(field.value).toBe('👍 🎉'));
    await userEvent.type(field, ' #');
    expect(await names()).toEqual(['#Plan-B']);
    await userEvent.click(screen.getByRole('option'));

    expect(field.value).toBe('👍 🎉 #Plan-B ');
  });
});

describe('a correction', () => {
  const own = message({ key: 'k7', own: true, body: 'Good mornign', id: 'm7', delivery: 'read' });

  it('of the last own words begins with an arrow, and ends with Escape', async () => {
    const { field } = composer({ messages: [own, message()] });
    await userEvent.type(field, '{ArrowUp}');
    await waitFor(() => expect(field.value).toBe('Good mornign'));
    await userEvent.keyboard('{Escape}');

    await waitFor(() => expect(field.value).toBe(''));
    expect(setDraft).not.toHaveBeenCalledWith('Good mornign', expect.anything());
  });

  it('is sent in its place, with who is mentioned now', async () => {
    const mentions = [{ address: GRACE.address, begin: 0, end: 6 }];
    const said = { ...own, body: '@Grace, tea?', mentions };
    const { of, field } = composer({ messages: [said], draft: 'a draft' });
    composingOf(of).task = { kind: 'edit', key: 'k7' };
    await waitFor(() => expect(field.value).toBe('@Grace, tea?'));
    await userEvent.clear(field);
    await userEvent.type(field, 'So @Grace, tea?{Enter}');

    expect(edit).toHaveBeenCalledExactlyOnceWith('k7', 'So @Grace, tea?', [
      { address: GRACE.address, begin: 3, end: 9 },
    ]);
    expect(field.value).toBe('a draft');
    expect(send).not.toHaveBeenCalled();
  });

  it('to nothing asks whether the message is to be deleted', async () => {
    const { of, field } = composer({ messages: [own] });
    composingOf(of).task = { kind: 'edit', key: 'k7' };
    await waitFor(() => expect(field.value).toBe(own.body));
    await userEvent.clear(field);
    HTMLDialogElement.prototype.showModal ??= function show(this: HTMLDialogElement) {
      this.open = true;
    };
    HTMLDialogElement.prototype.close ??= () => undefined;
    await userEvent.type(field, '{Enter}');
    expect(edit).not.toHaveBeenCalled();
    await userEvent.click(await screen.findByText('Delete for everybody'));

    expect(retract).toHaveBeenCalledExactlyOnceWith('k7');
    expect(composingOf(of).task).toBeNull();
  });

  it('of what is gone leaves its words as a draft', async () => {
    const kept = $state<{ messages: Message[]; draft: string }>({ messages: [own], draft: '' });
    const of = conversation({ send, edit, setDraft });
    Object.defineProperty(of, 'messages', { get: () => kept.messages });
    Object.defineProperty(of, 'draft', { get: () => kept.draft });
    setDraft.mockImplementation((text: string) => {
      kept.draft = text;
    });
    render(Composer, { client: client(), conversation: of });
    const field = screen.getByRole<HTMLTextAreaElement>('textbox');
    composingOf(of).task = { kind: 'edit', key: 'k7' };
    await waitFor(() => expect(field.value).toBe(own.body));
    kept.messages = [];
    await userEvent.type(field, '!{Enter}');

    expect(edit).not.toHaveBeenCalled();
    expect(send).not.toHaveBeenCalled();
    expect(field.value).toBe('Good mornign!');
  });
});

describe('an answer', () => {
  const asked = message({ key: 'k3', id: 'm3', body: 'Tea?' });

  it('is kept with the draft, and sent with it', async () => {
    const { of, field } = composer({ messages: [asked] });
    composingOf(of).task = { kind: 'reply', key: 'k3' };
    await userEvent.type(field, 'Yes');
    expect(setDraft).toHaveBeenLastCalledWith('Yes', { reply: 'm3', mentions: [] });
    await userEvent.keyboard('{Enter}');

    expect(send).toHaveBeenCalledExactlyOnceWith('Yes', { reply: 'k3' });
    expect(composingOf(of).task).toBeNull();
  });

  it.each([
    ['is here', [asked], async () => null],
    ['is looked for', [], async () => 'k3'],
  ])('of a draft answers what it did when that %s', async (_, messages, reach) => {
    const begun: Begun = { reply: 'm3', mentions: [] };
    const { of } = composer({ draft: 'Yes', begun, messages, reach });

    await waitFor(() => expect(composingOf(of).task).toEqual({ kind: 'reply', key: 'k3' }));
  });

  it('in a thread belongs to it, and is no draft of the conversation', async () => {
    const { field } = composer({ draft: 'a draft' }, 't1');
    expect(field.value).toBe('');
    await userEvent.type(field, 'Yes{Enter}');

    expect(send).toHaveBeenCalledExactlyOnceWith('Yes', { thread: 't1' });
    expect(setDraft).not.toHaveBeenCalled();
  });
});

describe('the bar of styles', () => {
  it('is reached by its button, and styles what is selected', async () => {
    const { field } = composer({ draft: 'a word here' });
    await userEvent.click(screen.getByRole('button', { name: 'Formatting' }));
    field.setSelectionRange(2, 6);
    await userEvent.click(await screen.findByRole('button', { name: 'Bold' }));
    expect(field.value).toBe('a *word* here');
    expect([field.selectionStart, field.selectionEnd]).toEqual([2, 8]);
    await userEvent.keyboard('{Control>}b{/Control}{Control>}i{/Control}');

    expect(field.value).toBe('a _word_ here');
    expect(setDraft).toHaveBeenLastCalledWith('a _word_ here', { reply: null, mentions: [] });
  });

  it('is gone through with arrows', async () => {
    composer({ draft: 'a word' });
    await userEvent.click(screen.getByRole('button', { name: 'Formatting' }));
    (await screen.findByRole('button', { name: 'Bold' })).focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Quote');
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');

    expect(document.activeElement?.getAttribute('aria-label')).toBe('Italic');
  });
});
