/** The stanzas of schemas/xmpp/examples, which pytest reads too. */
import { childrenOf, parseXml } from '../xml';

const files = import.meta.glob<string>('../../../../schemas/xmpp/examples/*.xml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const OWN = 'ada@localhost/web-9c3d';

export const names = Object.keys(files).map((path) => path.replace(/^.*\/|\.xml$/g, ''));

/** `change` edits its text first, as a forger would. */
export function example(name: string, change = (xml: string) => xml): Element {
  const [, xml] = Object.entries(files).find(([path]) => path.endsWith(`/${name}.xml`)) ?? [];
  const found = parseXml(change((xml ?? '').replace(/^<!--.*?-->\s*/s, '')));
  if (!found) throw new Error(`no example ${name}`);
  return found;
}

/** Everything a reader of XML sees, for comparison: without prefixes, order of attributes, indentation. */
export function canonical(found: Element): unknown {
  const attributes = [...found.attributes].filter(({ name }) => name !== 'xmlns');
  const children = [...found.childNodes].flatMap((child) => {
    if (child instanceof Element) return [canonical(child)];
    return child.textContent?.trim() ? [child.textContent] : [];
  });
  return {
    name: `{${found.namespaceURI}}${found.localName}`,
    attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
    children,
  };
}

export function payload(stanza: Element, name: string, namespace: string): Element {
  const [found] = childrenOf(stanza, name, namespace);
  if (!found) throw new Error(`no ${name}`);
  return found;
}
