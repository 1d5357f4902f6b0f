/** Colours of skin (Unicode's emoji modifiers, Fitzpatrick 1–2 to 6); '' is the yellow of nobody. */
export const TONES = ['', '🏻', '🏼', '🏽', '🏾', '🏿'] as const;

const BASE = /(\p{Emoji_Modifier_Base})\uFE0F?/gu;
const ONE = /^\p{RGI_Emoji}$/v;

/** The same emoji with this colour; as it is where Unicode has none. */
export function toned(emoji: string, tone: string): string {
  const coloured = tone ? emoji.replace(BASE, `$1${tone}`) : emoji;
  return ONE.test(coloured) ? coloured : emoji;
}
