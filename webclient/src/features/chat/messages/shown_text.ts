import type { Mentioned } from '../../../store/types';
import { type Piece, pieces } from '../links';
import { beginning, onlyEmoji } from '../texts';
import { isStyled } from './styling';

/** How the text of a message is shown. */
export interface ShownText {
  readonly kind: string;
  /** The whole of it, where nothing in it is anything else: one node is enough for most texts. */
  readonly plain: string;
  readonly linked: readonly Piece[] | null;
  readonly styled: { readonly text: string; readonly mentions: readonly Mentioned[] } | null;
  /** It says what its author does (XEP-0245 v1.0), and begins with their name. */
  readonly acting: boolean;
  /** There is more than its beginning. */
  readonly long: boolean;
}

interface How {
  /** The text is ours, in place of what was said. */
  readonly withdrawn: boolean;
  readonly expanded: boolean;
  readonly mentions: readonly Mentioned[];
}

const ME = '/me ';

export function shownText(text: string, { withdrawn, expanded, mentions }: How): ShownText {
  const start = beginning(text);
  const visible = expanded || start === null ? text : `${start}…`;
  const acting = !withdrawn && text.startsWith(ME);
  const long = start !== null;
  if (acting)
    return { ...STYLED, kind: 'body acting', styled: withoutMe(visible, mentions), acting, long };
  if (!withdrawn && (mentions.length > 0 || isStyled(visible)))
    return { ...STYLED, styled: { text: visible, mentions }, acting, long };
  const found = pieces(visible);
  const linked = found.some((piece) => piece.href) ? found : null;
  const kind = withdrawn ? 'withdrawn' : text ? 'body' : 'nothing';
  const shape = onlyEmoji(text) ? `${kind} emoji` : kind;
  return { kind: shape, plain: linked ? '' : visible, linked, styled: null, acting, long };
}

const STYLED = { kind: 'body', plain: '', linked: null };

/** The space after the command parts the name from what follows. */
function withoutMe(text: string, mentions: readonly Mentioned[]) {
  const cut = ME.length - 1;
  const moved = mentions.map((each) => ({ ...each, begin: each.begin - cut, end: each.end - cut }));
  return { text: text.slice(cut), mentions: moved };
}
