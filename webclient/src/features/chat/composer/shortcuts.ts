import { type Style, styled } from './styles';
import { write } from './writing';

/** The style that a key asks for. */
export function styleOf(event: KeyboardEvent): Style | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return null;
  const key = event.key.toLowerCase();
  if (event.shiftKey) return key === 'x' ? 'strike' : null;
  return { b: 'bold' as const, i: 'italic' as const }[key] ?? null;
}

export function restyle(field: HTMLTextAreaElement, style: Style): void {
  write(field, styled(style, field.value, field.selectionStart, field.selectionEnd));
}
