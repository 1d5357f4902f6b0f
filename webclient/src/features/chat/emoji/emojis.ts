import { folded } from '../texts';

export interface Emoji {
  readonly emoji: string;
  /** As they are written between colons, without these. */
  readonly names: readonly string[];
  readonly keywords: readonly string[];
  readonly group: string;
  /** It can have a colour of skin. */
  readonly tones: boolean;
}

/** What newer systems draw is an empty box on the others. */
const NEWEST = 16;

/** What people have written for years elsewhere. */
const HABITS: Readonly<Record<string, string>> = {
  '👍': 'thumbsup',
  '👎': 'thumbsdown',
  '❤️': 'heart',
  '😄': 'smile',
  '😃': 'smiley',
  '😂': 'joy',
  '😆': 'laughing',
  '😉': 'wink',
  '😢': 'cry',
  '😮': 'open_mouth',
  '😊': 'blush',
  '😎': 'sunglasses',
  '🤔': 'thinking',
  '🙏': 'pray',
  '👏': 'clap',
  '👋': 'wave',
  '💪': 'muscle',
  '🎉': 'tada',
  '🔥': 'fire',
  '💯': '100',
  '✅': 'white_check_mark',
  '🙂': 'slight_smile',
};

let known: Promise<readonly Emoji[]> | undefined;

/** All of them, in Unicode's order; loaded when they are first asked for. Rejects when that fails. */
export function emojis(): Promise<readonly Emoji[]> {
  known ??= load().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

/** Those that a text may mean, the likeliest first; all for an empty one. */
export async function search(text: string): Promise<readonly Emoji[]> {
  const wanted = folded(text).replaceAll(' ', '_');
  const all = await emojis();
  if (!wanted) return all;
  const ranked = all.map((each) => ({ each, rank: rank(each, wanted) }));
  const found = ranked.filter((one) => one.rank < UNLIKE);
  return found.sort((one, other) => one.rank - other.rank).map((one) => one.each);
}

const UNLIKE = 6;

function rank({ names, keywords }: Emoji, wanted: string): number {
  const [first = ''] = names;
  if (names.includes(wanted)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if (keywords.includes(wanted)) return 2;
  if (first.includes(`_${wanted}`)) return 3;
  if (keywords.some((word) => word.startsWith(wanted))) return 4;
  return first.includes(wanted) ? 5 : UNLIKE;
}

async function load(): Promise<readonly Emoji[]> {
  const [{ default: all }, { default: words }] = await Promise.all([
    import('unicode-emoji-json'),
    import('emojilib'),
  ]);
  const keywords = words as Readonly<Record<string, readonly string[]>>;
  return Object.entries(all)
    .filter(([, { emoji_version }]) => Number.parseFloat(emoji_version) <= NEWEST)
    .map(([emoji, { slug, group, skin_tone_support }]) => ({
      emoji,
      names: [HABITS[emoji] ?? slug, slug].filter(
        (name, nth, names) => names.indexOf(name) === nth,
      ),
      keywords: (keywords[emoji] ?? []).filter((word) => word !== slug).map(folded),
      group,
      tones: skin_tone_support,
    }));
}
