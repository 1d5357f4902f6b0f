/** What the page needs until a message can be read is fetched at once, not as one chunk names the next. */
import type { Plugin, Rolldown } from 'vite';

/** Imported later by what is there first. */
const SOON = ['strophe_connection', 'ConversationView', 'overview_parts'];

export function firstChunks(): Plugin {
  return {
    name: 'first-chunks',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, chunk }) {
        const files = new Set<string>();
        const add = (name: string) => {
          const each = bundle[name];
          if (each?.type !== 'chunk' || files.has(name)) return;
          files.add(name);
          each.imports.forEach(add);
        };
        const soon = Object.values(bundle).filter(
          (each) => each.type === 'chunk' && SOON.includes(each.name),
        );
        if (soon.length !== SOON.length) throw new Error('what comes soon has other names');
        for (const each of [...(chunk?.imports ?? []), ...soon.map(({ fileName }) => fileName)])
          add(each);
        if (chunk) files.add(chunk.fileName);
        const tags = [...files].map((name) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', href: `/${name}` },
          injectTo: 'head' as const,
        }));
        return { html: begun(html, bundle), tags };
      },
    },
  };
}

/** The page is begun by what shows how it was left (`src/glimpse.ts`). */
function begun(html: string, bundle: Rolldown.OutputBundle): string {
  const [first, taking] = ['glimpse', 'taking'].map((name) =>
    Object.values(bundle).find((each) => each.name === name),
  );
  const page = /(<script [^>]*)src="([^"]+)"/;
  if (!first || !taking || !page.test(html)) throw new Error('the page has another beginning');
  const beside = `data-page="$2" data-taking="/${taking.fileName}"`;
  return html.replace(page, `$1src="/${first.fileName}" ${beside}`);
}
