import type { Hit } from '../../store/act_types';
import { words } from '../../words/page';

export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

const { shared } = words.message;
const KINDS: Partial<Record<Hit['kind'], string>> = {
  image: shared.picture,
  video: shared.video,
  voice: shared.voice,
  document: shared.file,
  ...words.list.kinds,
};
const ME = '/me ';
const ONLY_LINK = /^https?:\/\/\S+$/;

/** What a message is beside its words, '' for one that is only these. */
export const kindOf = (hit: Pick<Hit, 'kind'>): string => KINDS[hit.kind] ?? '';

/** What is shown of a hit: text, never markup. */
export function pieces({ author, kind, marks, snippet }: Hit): readonly Piece[] {
  const isFile = KINDS[kind] !== undefined && ONLY_LINK.test(snippet.trim());
  if (isFile) return [{ text: fileName(snippet.trim()), marked: false }];
  const all: Piece[] = [];
  let over = 0;
  for (const { begin, end } of marks) {
    all.push({ text: snippet.slice(over, begin), marked: false });
    all.push({ text: snippet.slice(Math.max(begin, over), end), marked: true });
    over = Math.max(over, end);
  }
  all.push({ text: snippet.slice(over), marked: false });
  return acting(all, author.name).filter(({ text }) => text !== '');
}

/** It says what its author does (XEP-0245 v1.0). */
function acting(all: readonly Piece[], name: string): readonly Piece[] {
  const [first, ...rest] = all;
  if (!first?.text.startsWith(ME)) return all;
  return [{ ...first, text: `${name} ${first.text.slice(ME.length)}` }, ...rest];
}

function fileName(link: string): string {
  const { pathname = '' } = URL.canParse(link) ? new URL(link) : {};
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || link;
  } catch {
    return last;
  }
}

/** Hits that follow each other in one place. */
export function grouped(hits: readonly Hit[]): readonly (readonly [Hit, ...Hit[]])[] {
  const groups: [Hit, ...Hit[]][] = [];
  for (const hit of hits) {
    const last = groups.at(-1);
    if (last && samePlace(last[0], hit)) last.push(hit);
    else groups.push([hit]);
  }
  return groups;
}

const samePlace = ({ place: one }: Hit, { place: other }: Hit): boolean =>
  one.address === other.address && one.name === other.name;
