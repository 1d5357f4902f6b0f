import { emojiGroups } from '../../../words/emoji';
import { messageWords } from '../../../words/messages';
import type { Emoji } from './emojis';

export const IN_A_ROW = 8;

export interface Row {
  readonly key: string;
  /** Of a group; such a row has no emoji. */
  readonly heading: string;
  readonly emojis: readonly Emoji[];
  /** How many emoji are in the rows before. */
  readonly from: number;
}

/** The groups in the order in which they come, each below its name; without any, in one piece. */
export function rowsOf(found: readonly Emoji[], recent: readonly string[]): readonly Row[] {
  if (recent.length === 0) return rows(found, 0, '');
  const lately = recent.flatMap(
    (emoji) => found.find((each) => each.emoji === emoji) ?? plain(emoji),
  );
  const groups = new Map<string, Emoji[]>([[messageWords.picker.recent, lately]]);
  for (const each of found) {
    const known = groups.get(each.group);
    if (known) known.push(each);
    else groups.set(each.group, [each]);
  }
  let from = 0;
  return [...groups].flatMap(([group, emojis]) => {
    const heading = emojiGroups[group] ?? group;
    const all = [{ key: heading, heading, emojis: [], from }, ...rows(emojis, from, heading)];
    from += emojis.length;
    return all;
  });
}

function rows(emojis: readonly Emoji[], from: number, heading: string): Row[] {
  return Array.from({ length: Math.ceil(emojis.length / IN_A_ROW) }, (_, nth) => ({
    key: `${heading} ${nth}`,
    heading,
    emojis: emojis.slice(nth * IN_A_ROW, (nth + 1) * IN_A_ROW),
    from: from + nth * IN_A_ROW,
  }));
}

/** With a colour that was chosen for it, or of another client's. */
const plain = (emoji: string): Emoji => ({
  emoji,
  names: [emoji],
  keywords: [],
  group: '',
  tones: false,
});
