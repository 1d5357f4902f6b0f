/** The languages that the page is built in, each called as its speakers call it. */
export const LANGUAGES = {
  de: 'Deutsch',
  en: 'English',
  es: 'Español',
  fr: 'Français',
} as const;

export type Language = keyof typeof LANGUAGES;

/** Where nginx looks which page it hands out (deploy/nginx/languages.conf), and the portal for its own. */
const COOKIE = 'stoa_language';
const A_YEAR_SECONDS = 31_536_000;

export const isLanguage = (tag: string | null): tag is Language =>
  tag !== null && Object.hasOwn(LANGUAGES, tag);

/** What was chosen on this device. */
export function remembered(): Language | null {
  const said = new RegExp(`(?:^|; )${COOKIE}=(\\w+)`).exec(document.cookie)?.[1] ?? null;
  return isLanguage(said) ? said : null;
}

/** From the next page on. */
export function remember(language: Language): void {
  const secure = window.location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: not all browsers have another way.
  document.cookie = `${COOKIE}=${language}; Path=/; Max-Age=${A_YEAR_SECONDS}; SameSite=Lax${secure}`;
}
