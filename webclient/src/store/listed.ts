import { nameOf } from './names';
import type { Preview } from './types';

/** What the archive said of a conversation, when it was last asked (XEP-0430). Orders as those of entries. */
export interface Listed {
  /** Of the newest message, whose id this is. */
  readonly order: number;
  readonly archiveId: string;
  readonly unread: number;
  readonly mentions: number;
  /** Up to where that is read. */
  readonly readTo: number;
  /** Bare JID. */
  readonly author: string;
  readonly nick: string | null;
  readonly own: boolean;
  readonly kind: Preview['kind'];
  readonly body: string;
  readonly retracted: boolean;
}

export function toPreview(of: Listed, names: ReadonlyMap<string, string>): Preview {
  const { author: address, nick, own, kind, body, retracted } = of;
  const name = names.get(address) ?? nick ?? nameOf(address);
  const at = Math.floor(of.order / 1000);
  return Object.freeze({
    own,
    kind,
    body,
    retracted,
    at,
    author: { address, name },
    files: [],
    delivery: null,
  });
}
