/** What is known of a text before it is shown or sent. */

const LONG = 2_000;
const LONG_LINES = 40;
const SHOWN = 1_200;
const SHOWN_LINES = 20;
/** What no emoji begins with; to know all of them takes a while. */
const LETTER = /^\s*[\p{L}!-"$-)+-/:-@]/u;
const ONLY_EMOJI = /^(?:\p{RGI_Emoji}\s*){1,6}$/v;

/** What the server takes as one stanza is 256 KiB; the rest of it is not the text. */
export const MOST_BYTES = 200_000;

/** Few emoji and nothing else: shown larger. */
export const onlyEmoji = (text: string): boolean =>
  text.length < 100 && !LETTER.test(text) && ONLY_EMOJI.test(text.trim());

/** The beginning of a text too long to be shown at once; null when all of it is shown. */
export function beginning(text: string): string | null {
  const lines = text.split('\n', LONG_LINES + 1);
  if (text.length <= LONG && lines.length <= LONG_LINES) return null;
  const few = lines.slice(0, SHOWN_LINES).join('\n');
  return few.length <= SHOWN ? few : cut(few, SHOWN);
}

/** Not within a sign that is written with several units. */
function cut(text: string, length: number): string {
  const around = text.slice(length - 100, length + 100);
  const graphemes = new Intl.Segmenter().segment(around);
  return text.slice(0, length - 100 + (graphemes.containing(100)?.index ?? 100));
}

/** Bytes of a text as it travels: UTF-8, with XML's escapes. */
export function sizeOnTheWire(text: string): number {
  return new TextEncoder().encode(text.replace(/[&<>"']/g, '&12345')).length;
}

const ME = '/me ';

/** Whether it says what its author does (XEP-0245 v1.0). */
export const isAct = (text: string): boolean => text.startsWith(ME);

/** What somebody does, with who it is; another text as it is. */
export const enacted = (text: string, name: string): string =>
  isAct(text) ? `${name} ${text.slice(ME.length)}` : text;

/** A text on one line, for a list. */
export const oneLine = (text: string): string => text.slice(0, 300).replace(/\s+/g, ' ').trim();

// Letters that Unicode does not take apart into one of ours and a sign.
const LETTERS: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};

/** A text as it is compared in a search: without accents and capitals. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łøđðħıßæœ]/g, (letter) => LETTERS[letter] ?? letter)
    .trim();

/** Whether each word of a query begins a word of a name: “lov ad” finds Ada Lovelace. */
export function matches(name: string, query: string): boolean {
  const parts = folded(name).split(/[^\p{L}\p{N}]+/u);
  return folded(query)
    .split(/\s+/)
    .every(
      (wanted) => parts.some((part) => part.startsWith(wanted)) || folded(name).includes(wanted),
    );
}
