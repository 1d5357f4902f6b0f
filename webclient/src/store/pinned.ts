import type { Acts, Pinned } from './act_types';
import { nameOf } from './names';
import { ofOwn } from './owner';
import type { Parts } from './parts';
import { ask, PortalRefused } from './sign_in';
import type { Author } from './types';

const NOT_THERE = 404;

/** As `GET /api/v1/conversations/{address}/pins` says. */
interface Answer {
  readonly owner: string;
  readonly pins: readonly {
    readonly address: string;
    readonly at: string;
    readonly named: string;
    readonly message: {
      readonly id: string;
      readonly sender: string;
      readonly nick: string;
      readonly body: string;
    };
  }[];
  readonly up_to: string | null;
}

export async function pinned({ own, people }: Parts, conversation: string): Promise<Pinned> {
  const found = await asked<Answer>(`conversations/${encodeURIComponent(conversation)}/pins`);
  if (found) ofOwn(own, found);
  const author = (address: string, nick: string): Author => {
    people.learn(address);
    return { address, name: people.names.get(address) ?? (nick || nameOf(address)) };
  };
  const pins = (found?.pins ?? []).map(({ address, at, named, message }) => ({
    id: message.id,
    named,
    author: author(message.sender, message.nick),
    text: message.body,
    by: author(address, ''),
    at: Date.parse(at),
  }));
  return { pins, upTo: Number(found?.up_to ?? 0) };
}

export function place(message: string): ReturnType<Acts['place']> {
  return asked(`messages/${encodeURIComponent(message)}`);
}

/** Null: there is no such thing for whoever asks. */
async function asked<T>(path: string): Promise<T | null> {
  try {
    return await (await ask(path)).json();
  } catch (error) {
    if (error instanceof PortalRefused && error.status === NOT_THERE) return null;
    throw error;
  }
}
