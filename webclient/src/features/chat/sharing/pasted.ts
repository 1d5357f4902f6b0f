/**
 * The files that are pasted. Tables and texts bring a picture of themselves along, beside the words and
 * their looks: then the words are meant.
 */
export function pastedFiles(event: ClipboardEvent): readonly File[] {
  const { files = [], types = [] } = event.clipboardData ?? {};
  const words = ['text/plain', 'text/html'].every((each) => types.includes(each));
  return words ? [] : [...files];
}
