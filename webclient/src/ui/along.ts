/** Of an arrow key: 1 in the direction in which the page is read, -1 against it, 0 of another key. */
export function along(key: string): -1 | 0 | 1 {
  const onward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  if (key === onward) return 1;
  return key === 'ArrowLeft' || key === 'ArrowRight' ? -1 : 0;
}
