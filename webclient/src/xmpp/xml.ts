/** XML as DOM elements: built, read and limited in one place. Text becomes text, never markup. */

export const CLIENT = 'jabber:client';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** The server refuses more than 100 levels in a message; carbons and archives wrap four around it. */
const MAX_DEPTH = 110;
/** The server's largest stanza. */
const MAX_CHARACTERS = 262_144;
/** What the archives' indexes hold; a longer id names nothing. */
const MAX_ID_LENGTH = 1023;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 does not allow.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

export type Attributes = Readonly<Record<string, string | number | null | undefined>>;
type Child = Element | string | null | undefined;

let owner: Document | null = null;

function inert(): Document {
  owner ??= document.implementation.createDocument(null, null);
  return owner;
}

/** Replaces what XML cannot carry: one such character would end the stream. */
export function xmlText(text: string): string {
  return text.replace(NOT_XML, '\ufffd');
}

/** Attributes that are null or undefined, and such children, are left out. */
export function element(
  name: string,
  namespace: string,
  attributes: Attributes = {},
  ...children: Child[]
): Element {
  const made = inert().createElementNS(namespace, name);
  made.setAttributeNS(XMLNS, 'xmlns', namespace);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, xmlText(String(value)));
  }
  for (const child of children) {
    if (typeof child === 'string') made.append(xmlText(child));
    else if (child) made.append(inherited(child, namespace));
  }
  return made;
}

/** What a child inherits it need not declare. */
function inherited(child: Element, namespace: string): Element {
  if (child.namespaceURI === namespace) child.removeAttributeNS(XMLNS, 'xmlns');
  return child;
}

export function serialize(stanza: Element): string {
  return new XMLSerializer().serializeToString(stanza);
}

/** Null for what is not one well-formed element within the limits. */
export function parseXml(text: string): Element | null {
  if (text.length > MAX_CHARACTERS || text.includes('<!')) return null;
  const parsed = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  const broken = parsed.ownerDocument.getElementsByTagName('parsererror').length > 0;
  return broken || !withinDepth(parsed) ? null : parsed;
}

/** Whether nothing in it lies deeper than any stanza of this server does. */
export function withinDepth(root: Element): boolean {
  let level = childElements(root);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false;
    level = level.flatMap(childElements);
  }
  return true;
}

export function is(found: Element, name: string, namespace: string): boolean {
  return found.localName === name && found.namespaceURI === namespace;
}

/** The same as `children`, which is a list that changes with its element and is slow to walk. */
export function childElements(parent: Element): Element[] {
  const found: Element[] = [];
  for (let at = parent.firstElementChild; at; at = at.nextElementSibling) found.push(at);
  return found;
}

export function childrenOf(parent: Element, name: string, namespace: string): Element[] {
  return childElements(parent).filter((found) => is(found, name, namespace));
}

/** The first such child: what comes twice counts once. */
export function childOf(parent: Element, name: string, namespace: string): Element | null {
  let at = parent.firstElementChild;
  while (at && !is(at, name, namespace)) at = at.nextElementSibling;
  return at;
}

export function textOf(parent: Element, name: string, namespace: string): string | null {
  return childOf(parent, name, namespace)?.textContent ?? null;
}

/** An attribute that names something: null when missing, empty or longer than any name is. */
export function idOf(found: Element, attribute = 'id'): string | null {
  const id = found.getAttribute(attribute);
  return id && id.length <= MAX_ID_LENGTH ? id : null;
}

/** A whole number of at most 2³², as in `h` or `count`. */
export function wholeNumber(text: string | null | undefined): number | null {
  return text && /^\d{1,10}$/.test(text) && Number(text) <= 2 ** 32 ? Number(text) : null;
}
