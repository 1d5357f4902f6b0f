/** What somebody is about to write that can be completed. */
export interface Trigger {
  readonly kind: 'person' | 'emoji' | 'tag' | 'command';
  /** Of the sign it begins with, in UTF-16 units; it ends at the caret. */
  readonly begin: number;
  readonly query: string;
}

const LONGEST = 60;
/** Not within a word, an e-mail address or a URL. */
const BEGINS = String.raw`(?<![\p{L}\p{N}_@#:/.&=+\-])`;
const PATTERNS: readonly (readonly [Trigger['kind'], RegExp])[] = [
  ['command', /^(\/)(m?e?)$/u],
  // Names have spaces; two of them are the end of one.
  [
    'person',
    new RegExp(`${BEGINS}(@)((?:[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}.'’\\-]*(?: (?! ))?){0,5})$`, 'u'),
  ],
  ['emoji', new RegExp(`${BEGINS}(:)([\\p{L}\\p{N}_+\\-]{2,})$`, 'u')],
  ['tag', new RegExp(`${BEGINS}(#)([\\p{L}\\p{M}\\p{N}_\\-]*)$`, 'u')],
];

/** What the caret is at the end of; null also within code and addresses of the web. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret);
  const [word = ''] = /\S*$/u.exec(line) ?? [];
  if (/:\/\/|^(?:www\.|mailto:|xmpp:)/iu.test(word) || isCode(text, caret)) return null;
  const whole = text.slice(0, caret).length === line.length;
  for (const [kind, pattern] of PATTERNS) {
    const found = pattern.exec(line);
    const [all = '', , query = ''] = found ?? [];
    if (!found || all.length > LONGEST || (kind === 'command' && !whole)) continue;
    return { kind, begin: caret - all.length, query };
  }
  return null;
}

const NAMED = new RegExp(`${BEGINS}:([a-z0-9_+\\-]+):$`, 'u');

/** An emoji whose name was written to the end, with both colons. */
export function namedAt(text: string, caret: number): { begin: number; name: string } | null {
  const [all = '', name = ''] = NAMED.exec(text.slice(Math.max(0, caret - LONGEST), caret)) ?? [];
  return name && !isCode(text, caret) ? { begin: caret - all.length, name } : null;
}

/** Preformatted text and blocks of it, also unfinished ones (XEP-0393 v1.1.1 #block, #span). */
function isCode(text: string, at: number): boolean {
  const lines = text.slice(0, at).split('\n');
  const last = lines.pop() ?? '';
  const fences = lines.filter((line) => line.startsWith('```')).length;
  return fences % 2 === 1 || last.startsWith('```') || last.split('`').length % 2 === 0;
}
