/** What somebody has used lately, in this browser; signing out removes it. */

const MOST = 24;
/** Where nothing was used yet. */
const USUAL = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀'];

interface Kept {
  readonly recent: readonly string[];
  readonly tone: string;
}

/** The newest first, and then the usual ones. */
export const recentEmojis = (account: string): readonly string[] => [
  ...new Set([...read(account).recent, ...USUAL]),
];

export function used(account: string, emoji: string): void {
  const kept = read(account);
  const recent = [emoji, ...kept.recent.filter((each) => each !== emoji)].slice(0, MOST);
  write(account, { ...kept, recent });
}

/** A colour of skin, as in `TONES`. */
export const toneOf = (account: string): string => read(account).tone;

export function chooseTone(account: string, tone: string): void {
  write(account, { ...read(account), tone });
}

const place = (account: string): string => `stoa emoji ${account}`;

function read(account: string): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(account)) ?? '{}');
    const { recent, tone } = kept as Partial<Kept>;
    const strings = Array.isArray(recent) ? recent.filter((each) => typeof each === 'string') : [];
    return { recent: strings, tone: typeof tone === 'string' ? tone : '' };
  } catch {
    return { recent: [], tone: '' };
  }
}

function write(account: string, kept: Kept): void {
  try {
    localStorage.setItem(place(account), JSON.stringify(kept));
  } catch {
    // no storage: next time the usual ones come first
  }
}
