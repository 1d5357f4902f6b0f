import type { Change } from './styles';

/** Puts it into a field as if somebody had typed it: it can be undone, and the field is told. */
export function write(field: HTMLTextAreaElement, { begin, end, text, select }: Change): void {
  field.focus();
  field.setSelectionRange(begin, end);
  // Nothing else in a browser is part of what Ctrl+Z takes back.
  const typed = document.execCommand?.(text ? 'insertText' : 'delete', false, text);
  if (!typed) {
    field.setRangeText(text, begin, end, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
  }
  field.setSelectionRange(...select);
}

/** In place of what is selected. */
export function insert(field: HTMLTextAreaElement, text: string): void {
  const { selectionStart: begin, selectionEnd: end } = field;
  const after = begin + text.length;
  write(field, { begin, end, text, select: [after, after] });
}
