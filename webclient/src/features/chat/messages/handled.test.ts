import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conversation, Message } from '../../../store/types';
import MessageRow from '../MessageRow.svelte';
import { attachment, client, conversation, GRACE, message } from '../samples';
import { act } from './deeds';
import { Handling } from './handling.svelte';
import { listening } from './listening';
import MessageTools from './MessageTools.svelte';

const nothing = () => undefined;
const ADA = { address: 'ada@localhost', name: 'Ada Lovelace' };
const user = userEvent.setup();

class Unmeasured {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
}

beforeEach(() => {
  // jsdom hides what is a popover, and does not show it.
  HTMLElement.prototype.showPopover = function (this: HTMLElement) {
    this.removeAttribute('popover');
  };
  vi.stubGlobal('ResizeObserver', Unmeasured);
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= nothing;
});

/** One message in its row, with everything that is done with it. */
function shown(differs: Partial<Message>, of: Partial<Conversation> = {}) {
  const messages = [message(differs), ...(of.messages ?? [])];
  const told = { show: vi.fn(), details: vi.fn(), thread: vi.fn(), compose: vi.fn() };
  const handling = new Handling(client(), conversation({ ...of, messages }), told);
  const frame = document.createElement('div');
  document.body.append(frame);
  listening(handling)(frame);
  const [first] = messages as [Message];
  const row = {
    place: { first: true, last: true, newDay: false },
    firstNew: false,
    room: of.kind === 'room',
    picture: null,
    reachable: true,
    expanded: false,
    onexpand: nothing,
    onview: nothing,
    ondetails: nothing,
    onretry: nothing,
    ondiscard: nothing,
  };
  render(MessageRow, { target: frame, props: { message: first, handling, ...row } });
  render(MessageTools, { handling });
  const article = frame.querySelector<HTMLElement>('[data-key]') as HTMLElement;
  return { article, frame, handling, message: first, told };
}

const names = () => screen.getAllByRole('menuitem').map((each) => each.textContent?.trim());

describe('the menu of a message', () => {
  it('opens with Enter, and has what can be done with what others wrote', async () => {
    const { article } = shown({});
    article.focus();
    await user.keyboard('{Enter}');

    expect(names().slice(6)).toEqual([
      'Reply',
      'Reply in thread',
      'Copy text',
      'Copy link',
      'Pin for everybody',
      'Forward…',
      'Select',
      'Details',
      'Delete for me',
      'Report…',
    ]);
    expect(screen.getByRole('menu').getAttribute('aria-label')).toContain(
      'Message of Grace Hopper',
    );
  });

  it('has more for one’s own', async () => {
    const { article } = shown({ own: true, delivery: 'sent' });
    article.focus();
    await user.keyboard('{Shift>}{F10}{/Shift}');

    expect(names()).toEqual(expect.arrayContaining(['Edit', 'Delete for everybody']));
  });

  it('lets moderators remove, with a reason, and says why it was refused', async () => {
    const remove = vi.fn().mockRejectedValue(new Error('You are no moderator'));
    const { article } = shown({}, { kind: 'room', may: () => true, remove });
    article.focus();
    await user.keyboard('{Enter}');
    await user.click(screen.getByRole('menuitem', { name: 'Remove for everybody…' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Remove for everybody?' }));
    await user.type(dialog.getByRole('textbox'), 'spam');
    await user.click(dialog.getByRole('button', { name: 'Remove' }));

    await vi.waitFor(() => expect(remove).toHaveBeenCalledOnce());
    expect(remove).toHaveBeenCalledWith('k1', 'spam');
    expect(await dialog.findByText('It was not removed: You are no moderator')).toBeTruthy();
  });

  it('has nothing of what nobody else has yet but what concerns oneself', async () => {
    const { article } = shown({ own: true, delivery: 'waiting', id: null, archiveId: null });
    article.focus();
    await user.keyboard('{Enter}');

    expect(names()).toEqual(['Copy text', 'Forward…', 'Select', 'Details']);
  });

  it('is not there for what the room says', async () => {
    const { article } = shown({ kind: 'notice' });
    article.focus();
    await user.keyboard('{Enter}');

    expect(screen.queryByRole('menu')).toBeNull();
  });
});

describe('keys on a message', () => {
  it('reply, and lead to where one writes', async () => {
    const { article, handling, told } = shown({});
    article.focus();
    await user.keyboard('r');
    await vi.waitFor(() => expect(told.compose).toHaveBeenCalledOnce());
    const { composingOf } = await import('./composing.svelte');

    expect(composingOf(handling.conversation).task).toEqual({ kind: 'reply', key: 'k1' });
  });

  it('edit nothing of others', async () => {
    const { article, told } = shown({});
    article.focus();
    await user.keyboard('e');

    expect(told.compose).not.toHaveBeenCalled();
  });
});

describe('a message that is taken back', () => {
  it('is gone at once, and told only when it cannot be undone any more', () => {
    vi.useFakeTimers();
    const retract = vi.fn();
    const { handling, message: of } = shown({ own: true, delivery: 'sent' }, { retract });
    handling.retract(of);

    expect(handling.seen(of).retracted).toBe(true);
    expect(retract).not.toHaveBeenCalled();
    handling.settle();
    expect(retract).toHaveBeenCalledWith('k1');
  });

  it('is there again when it was undone', async () => {
    const retract = vi.fn();
    const { handling, message: of } = shown({ own: true, delivery: 'sent' }, { retract });
    handling.retract(of);
    await user.click(await screen.findByRole('button', { name: 'Undo' }));

    expect(handling.seen(of)).toBe(of);
    handling.settle();
    expect(retract).not.toHaveBeenCalled();
  });

  it('is told also when another conversation is opened', () => {
    const retract = vi.fn();
    const told = { show: nothing, details: nothing, thread: nothing, compose: nothing };
    const of = message({ own: true });
    const handling = new Handling(client(), conversation({ messages: [of], retract }), told);
    const detach = listening(handling)(document.body);
    handling.retract(of);
    detach?.();

    expect(retract).toHaveBeenCalledWith('k1');
  });

  it('is told before a page that is left leaves its stream', () => {
    const told: string[] = [];
    const leaving = new AbortController();
    addEventListener('pagehide', () => told.push('left'), { signal: leaving.signal });
    const retract = (key: string) => told.push(key);
    const { handling, message: of } = shown({ own: true }, { retract });
    handling.retract(of);

    dispatchEvent(new Event('pagehide'));
    leaving.abort();

    expect(told).toEqual(['k1', 'left']);
  });

  it('for oneself comes back when that was undone', async () => {
    const hide = vi.fn();
    const { handling } = shown({}, { hide });
    handling.hide(['k1', 'k2']);
    await user.click(await screen.findByRole('button', { name: 'Undo' }));

    expect(hide.mock.calls).toEqual([
      ['k1', true],
      ['k2', true],
      ['k1', false],
      ['k2', false],
    ]);
  });
});

describe('reactions', () => {
  const reactions = [
    { emoji: '👍', people: [GRACE, ADA], own: true },
    { emoji: '🎉', people: [GRACE], own: false },
  ];

  it('say whose they are, and are given and taken back', async () => {
    const react = vi.fn();
    shown({ reactions }, { react });
    const thumbs = screen.getByRole('button', { name: '👍 by you and Grace Hopper' });

    expect(thumbs.getAttribute('aria-pressed')).toBe('true');
    await user.click(thumbs);
    expect(react).toHaveBeenLastCalledWith('k1', []);
    await user.click(screen.getByRole('button', { name: '🎉 by Grace Hopper' }));
    expect(react).toHaveBeenLastCalledWith('k1', ['👍', '🎉']);
  });

  it('of other clients are text, shortened, and not all at once', async () => {
    const strange = ['<img src=x onerror=alert(1)>', ...'abcdefghijklmnopqrst'];
    const many = strange.map((emoji) => ({ emoji, people: [GRACE], own: false }));
    const { article } = shown({ reactions: many });

    expect(article.querySelector('img')).toBeNull();
    expect(article.querySelector('[data-emoji]')?.textContent).toContain('<img src=x onerr…');
    expect(article.querySelectorAll('[data-emoji]')).toHaveLength(16);
    await user.click(screen.getByRole('button', { name: '5 more' }));
    expect(article.querySelectorAll('[data-emoji]')).toHaveLength(21);
  });

  it('are chosen once: the same emoji again takes nothing back', async () => {
    const react = vi.fn();
    const { article, handling, message: of } = shown({ reactions }, { react });
    act(handling, 'react', of, { anchor: article });
    await user.type(await screen.findByRole('combobox', { name: 'Search emoji' }), 'tada');
    await screen.findByText('1 emoji found');
    await user.keyboard('{Enter}');

    expect(react).toHaveBeenCalledWith('k1', ['👍', '🎉']);
  });
});

describe('an answer', () => {
  const reply = { id: 'id0', key: 'k0', author: ADA, body: 'What is this?', retracted: false };

  it('shows what it answers, and leads there', async () => {
    const { told } = shown({ reply }, { messages: [message({ key: 'k0', id: 'id0' })] });
    const quote = screen.getByRole('button', { name: /Ada Lovelace: What is this\?$/ });
    await user.click(quote);

    await vi.waitFor(() => expect(told.show).toHaveBeenCalledWith('k0'));
  });

  it('says what kind of file it answers', () => {
    const answered = message({ key: 'k0', body: '', files: [attachment()] });
    const { article } = shown({ reply: { ...reply, body: '' } }, { messages: [answered] });

    expect(article.querySelector('.quote')?.textContent).toContain('Picture: cat.png');
  });

  it('says honestly that what it answers is not there', async () => {
    const reach = vi.fn().mockResolvedValue(null);
    shown({ reply: { ...reply, key: null, author: null, body: '' } }, { reach });
    await user.click(screen.getByRole('button', { name: /cannot be shown here/ }));

    expect(reach).toHaveBeenCalledWith({ id: 'id0' });
    expect(await screen.findByText(/That message is not there any more/)).toBeTruthy();
  });

  it('to what was withdrawn says nothing of it', () => {
    const { article } = shown({ reply: { ...reply, retracted: true } });

    expect(article.textContent).not.toContain('What is this?');
  });
});

describe('a thread', () => {
  it('is counted where it begins, and marked where it goes on', () => {
    const answer = (key: string) => message({ key, id: key, thread: 'id1' });
    const messages = [answer('k2'), answer('k3')];
    const { handling, message: root } = shown({}, { messages });

    expect(screen.getByRole('button', { name: '2 replies' })).toBeTruthy();
    expect(handling.threadOf(root)).toEqual({ id: 'id1', answers: 2, root: true });
    expect(handling.threadOf(messages[0] as Message)?.root).toBe(false);
  });

  it('of one message is none', () => {
    const { article } = shown({ thread: 'elsewhere' });

    expect(article.querySelector('.thread')).toBeNull();
  });
});

describe('what a message leads to', () => {
  it('is the card of somebody who is mentioned, and from there where one writes to them', async () => {
    const mentions = [{ address: 'linus@localhost', begin: 3, end: 8 }];
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError()));
    shown({ body: 'Hi Linus', mentions });
    await user.click(screen.getByRole('button', { name: 'Linus' }));

    const link = await screen.findByRole('link', { name: 'Write to linus@localhost' });
    expect(link.getAttribute('href')).toBe('#/c/linus@localhost');
  });

  it('is everybody who has reacted, by a right click on the emoji', async () => {
    const reactions = [{ emoji: '👍', people: [GRACE, ADA], own: true }];
    const { article } = shown({ reactions });
    const chip = article.querySelector('[data-emoji]') as HTMLElement;
    await user.pointer({ keys: '[MouseRight]', target: chip });

    const dialog = within(await screen.findByRole('dialog', { name: 'Who has reacted' }));
    expect(dialog.getByText('Grace Hopper')).toBeTruthy();
    expect(dialog.getByText('Ada Lovelace')).toBeTruthy();
  });

  it('is another day, by the line that says which day it is', async () => {
    const reach = vi.fn().mockResolvedValue('k1');
    const { handling, told } = shown({}, { reach });
    handling.open({ what: 'date', key: String(Date.UTC(2026, 10, 21, 12)), anchor: document.body });
    const field = await screen.findByLabelText<HTMLInputElement>('Jump to a date', {
      selector: 'input',
    });
    expect(field.value).toBe('2026-11-21');
    await user.clear(field);
    await user.type(field, '2026-11-03');
    await user.click(screen.getByRole('button', { name: 'Show' }));

    expect(reach).toHaveBeenCalledWith({ at: new Date(2026, 10, 3).getTime() });
    await vi.waitFor(() => expect(told.show).toHaveBeenCalledWith('k1'));
  });
});

describe('several messages', () => {
  it('are chosen by clicks and keys, and then copied with their authors', async () => {
    const { article, handling, frame } = shown({});
    handling.choose('k1');

    expect(await screen.findByText('1 selected')).toBeTruthy();
    article.focus();
    await user.keyboard(' ');
    expect(handling.chosen).toBeNull();
    handling.choose('k1');
    await user.click(frame.querySelector('.bubble') as HTMLElement);
    expect(handling.chosen).toBeNull();
  });
});

describe('forwarding', () => {
  it('says whose words they are, in a way that any client shows', async () => {
    const send = vi.fn();
    const to = conversation({ address: 'linus@localhost', name: 'Linus', send });
    const told = { show: nothing, details: nothing, thread: nothing, compose: nothing };
    const ours = client({ conversations: [to], conversation: () => to });
    const handling = new Handling(ours, conversation(), told);
    handling.forwarding = [message({ body: 'one\ntwo' }), message({ own: true, body: 'mine' })];
    render(MessageTools, { handling });
    await user.click(await screen.findByText('Linus'));

    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(2));
    expect(send.mock.calls[0]?.[0]).toMatch(/^Grace Hopper, .*:\n> one\n> two$/);
    expect(send.mock.calls[1]?.[0]).toBe('mine');
  });
});
