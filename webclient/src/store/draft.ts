import type { Begun } from './types';

/** What was begun to be written in a conversation, as this browser keeps it. */
export interface Draft extends Begun {
  readonly address: string;
  readonly text: string;
  /** The server's version that it follows on; null for none. */
  readonly version: string | null;
  /** When it was changed here, in ms by the server's clock; null when the server has it as it is. */
  readonly changedAt: number | null;
}

export const NOTHING_BEGUN: Begun = Object.freeze({ reply: null, mentions: [] });

export const noDraft = (address: string): Draft =>
  Object.freeze({ address, text: '', ...NOTHING_BEGUN, version: null, changedAt: null });

/** Whether there is nothing to keep of it, nor to tell. */
export const isNothing = ({ text, version }: Draft): boolean => text === '' && version === null;

type Content = Pick<Draft, 'text' | 'reply' | 'mentions'>;

export const sameDraft = (one: Content, other: Content): boolean =>
  contentOf(one) === contentOf(other);

const contentOf = ({ text, reply, mentions }: Content): string =>
  JSON.stringify([text, reply, mentions.map(({ address, begin, end }) => [address, begin, end])]);
