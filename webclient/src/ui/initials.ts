/** One or two letters that stand for a name. Marks heaped on a letter are left out. */
export function initials(name: string): string {
  const parts = name
    .normalize('NFKC')
    .split(/[\s\-–_.,()]+/u)
    .map(firstLetter)
    .filter(Boolean);
  const ends = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : [parts[0]];
  return ends.join('').toLocaleUpperCase() || '?';
}

function firstLetter(part: string): string {
  const [first] = new Intl.Segmenter().segment(part.normalize('NFC'));
  const letter = first?.segment ?? '';
  return /^[\p{L}\p{N}]/u.test(letter) ? letter.replace(/\p{M}/gu, '').slice(0, 2) : '';
}
