/**
 * What a browser needs to install the page (W3C Web Application Manifest): icons and manifest are
 * assets, named after their content, and the page links to them.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ICONS = [
  { name: 'icon-192', sizes: '192x192', purpose: 'any' },
  { name: 'icon-512', sizes: '512x512', purpose: 'any' },
  { name: 'maskable-512', sizes: '512x512', purpose: 'maskable' },
];
const TOUCH = 'touch-180';
/** Of `--paper` in stoa.css, where it is light. */
const PAPER = '#faf9f7';

interface Spoken {
  readonly description: string;
  readonly search: string;
  readonly settings: string;
}
const SPOKEN: Readonly<Record<string, Spoken>> = {
  en: { description: 'Talk with your colleagues', search: 'Search', settings: 'Settings' },
  de: { description: 'Mit Kollegen sprechen', search: 'Suche', settings: 'Einstellungen' },
  fr: { description: 'Parler avec ses collègues', search: 'Recherche', settings: 'Paramètres' },
  es: { description: 'Hablar con los compañeros', search: 'Búsqueda', settings: 'Ajustes' },
};

interface Asset {
  readonly fileName: string;
  readonly source: Uint8Array | string;
}

function asset(name: string, extension: string, source: Uint8Array | string): Asset {
  const digest = createHash('sha256').update(source).digest('hex').slice(0, 16);
  return { fileName: `assets/${name}.${digest}.${extension}`, source };
}

function icon(name: string): Asset {
  return asset(name, 'png', readFileSync(new URL(`./src/icons/${name}.png`, import.meta.url)));
}

function manifest(language: string, icons: readonly Asset[]): Asset {
  const { description, search, settings } = SPOKEN[language] ?? (SPOKEN.en as Spoken);
  const content = {
    id: '/',
    name: 'Stoa',
    short_name: 'Stoa',
    description,
    lang: language,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: PAPER,
    theme_color: PAPER,
    icons: ICONS.map(({ sizes, purpose }, nth) => {
      return { src: `/${icons[nth]?.fileName}`, sizes, purpose, type: 'image/png' };
    }),
    shortcuts: [
      { name: search, url: '/#/search?q=' },
      { name: settings, url: '/#/settings/' },
    ],
  };
  return asset('stoa', 'webmanifest', JSON.stringify(content));
}

export function installable(language: string): Plugin {
  const icons = ICONS.map(({ name }) => icon(name));
  const touch = icon(TOUCH);
  const described = manifest(language, icons);
  const link = (rel: string, { fileName }: Asset) => {
    return { tag: 'link', attrs: { rel, href: `/${fileName}` }, injectTo: 'head' as const };
  };
  return {
    name: 'installable',
    apply: 'build',
    buildStart() {
      for (const each of [...icons, touch, described]) this.emitFile({ type: 'asset', ...each });
    },
    transformIndexHtml: () => [link('manifest', described), link('apple-touch-icon', touch)],
  };
}
