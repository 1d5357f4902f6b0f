import type { Message } from '../../../store/types';
import { messageWords } from '../../../words/messages';
import { pinWords } from '../../../words/pins';
import { linkOf } from '../linked/links';
import { isPinned } from '../pins/pinned';
import { told } from '../told';
import type { Act } from './acts';
import { copiedText } from './copied';
import type { Handling, Spot } from './handling.svelte';

/** Signs of a message in what pins it. */
const QUOTED = 100;

/** Begins or does what was asked for, at the place where it was. */
export function act(handling: Handling, what: Act, message: Message, spot: Spot): void {
  const { key } = message;
  const deeds: Readonly<Record<Act, () => void>> = {
    react: () => handling.open({ what: 'picker', key, ...spot }),
    reply: () => handling.write('reply', message),
    thread: () => handling.openThread(message),
    edit: () => handling.write('edit', message),
    copy: () => void copy(handling, [message]),
    link: () => void copyLink(handling, message),
    pin: () => pin(handling, message),
    report: () => {
      handling.reporting = message;
    },
    forward: () => {
      handling.forwarding = [message];
    },
    select: () => handling.choose(key),
    details: () => handling.details(message, metaOf(spot.anchor)),
    hide: () => handling.hide([key]),
    retract: () => handling.retract(message),
    remove: () => {
      handling.removing = message;
    },
  };
  deeds[what]();
}

export function copy(handling: Handling, messages: readonly Message[]): Promise<void> {
  return put(handling, copiedText(messages), messageWords.copied);
}

/** It leads everybody there who may read the message. */
function copyLink(handling: Handling, { archiveId, id }: Message): Promise<void> {
  const link = new URL(linkOf(archiveId ?? id ?? ''), window.location.href).href;
  return put(handling, link, pinWords.linkCopied);
}

/** Told in the conversation, where everybody sees it; for others it is a message like any. */
export function pin({ conversation }: Handling, message: Message): void {
  if (message.id === null) return;
  const on = !isPinned(conversation, message);
  const words = on ? pinWords.told : pinWords.toldOff;
  conversation.send(words(cut(told(message))), { pin: { id: message.id, on }, aside: true });
}

const cut = (text: string): string => {
  const signs = [...text];
  return signs.length > QUOTED ? `${signs.slice(0, QUOTED).join('')}…` : text;
};

async function put(handling: Handling, text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    handling.say(said);
  } catch {
    handling.say(messageWords.notCopied);
  }
}

/** The details have their place at the hour of a message. */
const metaOf = (row: HTMLElement): HTMLElement => row.querySelector<HTMLElement>('.meta') ?? row;
