import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';
import type { Message } from '../../../store/types';
import { longPress } from '../long_press';
import { type Act, possible } from './acts';
import { act } from './deeds';
import type { Handling, Spot } from './handling.svelte';

/** Keys on a message that has the focus; `Delete` is for everybody where that can be. */
const KEYS: Readonly<Record<string, readonly Act[]>> = {
  e: ['edit'],
  r: ['reply'],
  t: ['thread'],
  p: ['pin'],
  '+': ['react'],
  Delete: ['retract', 'hide'],
};
const INTO_PX = 24;

const rowOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null;

/** Where a menu of a row opens that nobody has pointed into. */
export function spotOf(row: HTMLElement): Spot {
  const bubble = row.querySelector('.bubble') ?? row;
  const { left, top, bottom } = bubble.getBoundingClientRect();
  const y = Math.min(Math.max(top + INTO_PX, INTO_PX), Math.max(bottom, INTO_PX));
  return { anchor: row, at: { x: left + INTO_PX, y } };
}

/** What one does to the rows of a list that this is attached around. */
export function listening(handling: Handling): Attachment<HTMLElement> {
  function messageOf(row: HTMLElement | null): Message | undefined {
    const message = handling.message(row?.dataset.key);
    return message?.kind === 'text' ? message : undefined;
  }

  function hovered(event: PointerEvent) {
    if (event.pointerType !== 'mouse' || handling.chosen) return;
    const row = rowOf(event.target);
    const message = messageOf(row);
    if (row && message && !message.retracted) handling.hovered = { key: message.key, row };
  }

  const left = () => {
    handling.hovered = null;
  };

  function openMenu(row: HTMLElement | null, spot: Spot | null): boolean {
    const message = messageOf(row);
    if (message && spot) handling.open({ what: 'menu', key: message.key, ...spot });
    return message !== undefined;
  }

  /** Of links and of what is selected the browser has a better one. */
  function menu(event: MouseEvent) {
    const { target } = event;
    const row = rowOf(target);
    if (!row || !(target instanceof Element) || target.closest('a, input, textarea')) return;
    if (!window.getSelection()?.isCollapsed || handling.chosen) return;
    const pointed = event.clientX > 0 || event.clientY > 0;
    const at = { x: event.clientX, y: event.clientY };
    if (who(target) || openMenu(row, pointed ? { anchor: row, at } : spotOf(row)))
      event.preventDefault();
  }

  function who(target: Element): boolean {
    const chip = target.closest<HTMLElement>('[data-emoji]');
    const message = messageOf(rowOf(chip));
    if (!chip || !message) return false;
    const emoji = chip.dataset.emoji ?? '';
    handling.open({ what: 'who', key: message.key, anchor: chip, emoji });
    return true;
  }

  function pressed(target: Element) {
    const row = rowOf(target);
    if (row && !who(target)) openMenu(row, spotOf(row));
  }

  function clicked(event: MouseEvent) {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const day = target.closest<HTMLElement>('[data-day]');
    const person = target.closest<HTMLElement>('[data-person]');
    const message = messageOf(rowOf(target));
    if (handling.chosen && message && possible('select', message, handling.conversation))
      handling.choose(message.key);
    else if (day) handling.open({ what: 'date', key: day.dataset.day ?? '', anchor: day });
    else if (person)
      handling.open({ what: 'person', key: person.dataset.person ?? '', anchor: person });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function keys(event: KeyboardEvent) {
    const row = event.target;
    if (!(row instanceof HTMLElement) || !row.matches('[data-key]')) return;
    const message = messageOf(row);
    if (!message || event.defaultPrevented) return;
    if (!pressedKey(event, row, message)) return;
    event.preventDefault();
  }

  function pressedKey(event: KeyboardEvent, row: HTMLElement, message: Message): boolean {
    const { altKey, ctrlKey, key, metaKey, shiftKey } = event;
    const { conversation } = handling;
    if (handling.chosen && (key === ' ' || key === 'Enter')) {
      if (possible('select', message, conversation)) handling.choose(message.key);
      return true;
    }
    if (handling.chosen && key === 'Escape') {
      handling.chosen = null;
      return true;
    }
    if (key === 'Enter' || key === 'ContextMenu' || (key === 'F10' && shiftKey))
      return openMenu(row, spotOf(row));
    if (altKey || ctrlKey || metaKey) return false;
    if (key === 'd') {
      handling.open({ what: 'date', key: `${message.at}`, ...spotOf(row) });
      return true;
    }
    const wanted = KEYS[key]?.find((each) => possible(each, message, conversation));
    if (wanted) act(handling, wanted, message, spotOf(row));
    return wanted !== undefined;
  }

  return (element) => {
    const offs = [
      on(element, 'pointerover', hovered),
      on(element, 'pointerleave', left),
      on(element, 'scroll', left, { capture: true, passive: true }),
      on(element, 'contextmenu', menu),
      on(element, 'click', clicked, { capture: true }),
      on(element, 'keydown', keys),
      // Before the page leaves what it has not sent.
      on(window, 'pagehide', () => handling.settle(), { capture: true }),
    ];
    const longOff = longPress(pressed)(element);
    return () => {
      for (const off of offs) off();
      longOff?.();
      handling.settle();
    };
  };
}
