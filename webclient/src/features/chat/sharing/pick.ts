export type Pick = 'camera' | 'pictures' | 'files';

/** Opens the browser's own way to choose; what was chosen is told by the input's `change`. */
export function pick(input: HTMLInputElement, what: Pick): void {
  input.value = '';
  input.accept = { camera: 'image/*', pictures: 'image/*,video/*', files: '' }[what];
  input.multiple = what !== 'camera';
  input.toggleAttribute('capture', what === 'camera');
  if (what === 'camera') input.setAttribute('capture', 'environment');
  input.click();
}
