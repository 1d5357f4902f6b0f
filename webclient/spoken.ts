/**
 * The page is built once for each language: `words/rooms` is `words/de/rooms` in the German one, and
 * nothing of another is in it. Which one somebody gets is nginx' to choose (deploy/nginx/languages.conf).
 */
import type { Plugin } from 'vite';

/** A part of `words/` that each language has in a folder; to TypeScript it is that of `rootDirs`. */
const PART = /^\..*\/words\/(\w+)$/;
const BESIDE = /^\.\/(\w+)$/;

/** No language of ours yet, but all that is needed for one (tests/browser/client/test_languages.py). */
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);
const directionOf = (language: string) => (RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr');

export function spoken(language: string): Plugin {
  const words = new URL('./src/words/', import.meta.url).pathname;
  return {
    name: 'spoken',
    enforce: 'pre',
    resolveId(source, importer) {
      const beside = importer?.startsWith(words) ? BESIDE.exec(source) : null;
      const part = (PART.exec(source) ?? beside)?.[1];
      if (!part) return null;
      return this.resolve(`${words}${language}/${part}`, importer, { skipSelf: true });
    },
    transformIndexHtml: (page) =>
      page.replace('lang="en" dir="ltr"', `lang="${language}" dir="${directionOf(language)}"`),
  };
}
