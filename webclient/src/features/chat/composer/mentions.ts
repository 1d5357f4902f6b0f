import type { Mentioned } from '../../../store/types';

const WORD = /[\p{L}\p{N}_]/u;

/**
 * Whose names stand in a text, as they were put there: `@Name`, by address. They are looked for in
 * the text as it is: what is written around a name moves its mention, a changed name means nobody, and
 * whoever takes the change back means them again.
 */
export class Mentions {
  readonly #addresses = new Map<string, string>();

  /** What to write for somebody: another name where this one already means somebody else. */
  add(name: string, address: string): string {
    const [localpart = ''] = address.split('@');
    const label = [`@${name}`, `@${name} (${localpart})`, `@${address}`].find(
      (each) => (this.#addresses.get(each) ?? address) === address,
    );
    this.#addresses.set(label ?? `@${address}`, address);
    return label ?? `@${address}`;
  }

  /** Whether somebody is mentioned by this name. */
  has(name: string): boolean {
    return this.#addresses.has(`@${name}`);
  }

  /** Those of a text that was written before. */
  know(text: string, mentions: readonly Mentioned[]): void {
    const signs = [...text];
    for (const { address, begin, end } of mentions) {
      const label = signs.slice(begin, end).join('');
      if (label.startsWith('@')) this.#addresses.set(label, address);
    }
  }

  in(text: string): Mentioned[] {
    const labels = [...this.#addresses.keys()].sort((one, other) => other.length - one.length);
    const found: Mentioned[] = [];
    for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      const label = labels.find((each) => stands(text, each, at));
      const address = label && this.#addresses.get(label);
      if (!label || !address) continue;
      const begin = [...text.slice(0, at)].length;
      found.push({ address, begin, end: begin + [...label].length });
      at += label.length - 1;
    }
    return found;
  }
}

/** As a word of its own. */
function stands(text: string, label: string, at: number): boolean {
  const end = at + label.length;
  if (!text.startsWith(label, at)) return false;
  return (
    !WORD.test(lastOf(text.slice(0, at))) && !WORD.test([...text.slice(end, end + 2)][0] ?? '')
  );
}

const lastOf = (text: string): string => [...text.slice(-2)].at(-1) ?? '';
