/** XEP-0393 Message Styling, version 1.1.1: what a button of the bar makes of a text. #span #block */

export type Style = 'bold' | 'italic' | 'strike' | 'code' | 'block' | 'quote';

/** In place of what is from `begin` to `end`; then this is selected. In UTF-16 units. */
export interface Change {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
  readonly select: readonly [number, number];
}

const MARKS = { bold: '*', italic: '_', strike: '~', code: '`' } as const;
const FENCE = '```';

/** A style that is there already is taken away. */
export function styled(style: Style, text: string, from: number, to: number): Change {
  if (style === 'quote') return quote(text, from, to);
  const lines = text.slice(from, to).includes('\n');
  if (style === 'block' || (style === 'code' && lines)) return block(text, from, to);
  return span(MARKS[style], text, from, to);
}

function span(mark: string, text: string, from: number, to: number): Change {
  const beside = text.slice(from - 1, from) === mark && text.slice(to, to + 1) === mark;
  if (beside && from === to)
    return { begin: from - 1, end: to + 1, text: '', select: at(from - 1) };
  if (beside) return replaced(from - 1, to + 1, text.slice(from, to));
  const [begin, end] = grown(text, ...trimmed(text, from, to));
  if (begin === end) return { begin, end, text: mark + mark, select: at(begin + 1) };
  const lines = text.slice(begin, end).split('\n').map(taken(mark));
  const undone = lines.every((each) => each.was);
  const made = lines.map(({ bare, line }) => (undone ? bare : wrapped(mark, line))).join('\n');
  return { ...replaced(begin, end, made), ...(from === to && { select: at(begin + made.length) }) };
}

const at = (caret: number): [number, number] => [caret, caret];

/** A line without its marks; `was`: it had them, or nothing that could. */
const taken = (mark: string) => (line: string) => {
  const { before, inner, after } = padded(line);
  const was = inner.length > 2 && inner.startsWith(mark) && inner.endsWith(mark);
  return { line, was: was || !inner, bare: was ? before + inner.slice(1, -1) + after : line };
};

function wrapped(mark: string, line: string): string {
  const { before, inner, after } = padded(line);
  return inner ? before + mark + inner + mark + after : line;
}

function padded(line: string) {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/u.exec(line) ?? [];
  return { before, inner, after };
}

/** A span neither begins nor ends with a space. */
function trimmed(text: string, from: number, to: number): [number, number] {
  const chosen = text.slice(from, to);
  if (chosen.trim() === '') return [from, from];
  return [from + chosen.search(/\S/u), from + chosen.trimEnd().length];
}

/** A span begins at the start of a word; where nothing is selected it is the word at the caret. */
function grown(text: string, from: number, to: number): [number, number] {
  const [run = ''] = /\S*$/u.exec(text.slice(0, from)) ?? [];
  if (from !== to || run === '') return [from - run.length, to];
  const [rest = ''] = /^[\p{L}\p{M}\p{N}]*/u.exec(text.slice(to)) ?? [];
  return [from - run.length, to + rest.length];
}

function block(text: string, from: number, to: number): Change {
  const [begin, end] = wholeLines(text, from, to);
  const chosen = text.slice(begin, end);
  const lines = chosen.split('\n');
  if (lines.length > 2 && lines[0]?.startsWith(FENCE) && lines.at(-1) === FENCE)
    return replaced(begin, end, lines.slice(1, -1).join('\n'));
  const made = `${FENCE}\n${chosen}\n${FENCE}`;
  const start = begin + FENCE.length + 1;
  return { begin, end, text: made, select: [start, start + chosen.length] };
}

function quote(text: string, from: number, to: number): Change {
  const [begin, end] = wholeLines(text, from, to);
  const lines = text.slice(begin, end).split('\n');
  const undone = lines.every((line) => line.startsWith('>'));
  const made = lines.map((line) => (undone ? line.replace(/^> ?/u, '') : `> ${line}`)).join('\n');
  if (from !== to) return replaced(begin, end, made);
  return { begin, end, text: made, select: at(Math.max(begin, from + made.length - end + begin)) };
}

function wholeLines(text: string, from: number, to: number): [number, number] {
  const end = text.indexOf('\n', to);
  return [text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end];
}

const replaced = (begin: number, end: number, text: string): Change => ({
  begin,
  end,
  text,
  select: [begin, begin + text.length],
});
