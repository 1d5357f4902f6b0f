/** Enter sends; with Shift it begins a line; while an input method composes, it is the method's. */
export function sends(event: KeyboardEvent): boolean {
  // Safari ends a composition before the key that ended it arrives, with this code.
  const composing = event.isComposing || event.keyCode === 229;
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !composing;
}
