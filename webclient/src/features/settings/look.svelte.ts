import { on } from 'svelte/events';
import { KEPT_LOOK, MORE_CONTRAST, showLook } from '../../ui/look';

export const THEMES = ['system', 'light', 'dark'] as const;
export const SIZES = ['small', 'normal', 'large', 'largest'] as const;
export const DENSITIES = ['roomy', 'compact'] as const;

export interface Look {
  readonly theme: (typeof THEMES)[number];
  readonly size: (typeof SIZES)[number];
  readonly density: (typeof DENSITIES)[number];
  /** Also where the system does not ask for it. */
  readonly contrast: boolean;
  readonly still: boolean;
}

/** Of `--paper` in stoa.css, for the window around an installed page. */
const COLOURS = { light: '#faf9f7', dark: '#131517' };

/** What is kept, as words; those that nobody knows are none. */
export function parseLook(kept: string): Look {
  const words = kept.split(' ');
  const oneOf = <T extends string>(all: readonly T[], usual: T): T =>
    all.find((each) => words.includes(each)) ?? usual;
  return {
    theme: oneOf(THEMES, 'system'),
    size: oneOf(SIZES, 'normal'),
    density: oneOf(DENSITIES, 'roomy'),
    contrast: words.includes('contrast'),
    still: words.includes('still'),
  };
}

/** Without what is usual. */
export function writeLook({ theme, size, density, contrast, still }: Look): string {
  const usual: readonly string[] = ['system', 'normal', 'roomy', ''];
  const words = [theme, size, density, contrast ? 'contrast' : '', still ? 'still' : ''];
  return words.filter((each) => !usual.includes(each)).join(' ');
}

class Chosen {
  now: Look = $state.raw(parseLook(localStorage.getItem(KEPT_LOOK) ?? ''));

  choose(change: Partial<Look>): void {
    const written = writeLook({ ...this.now, ...change });
    if (written) localStorage.setItem(KEPT_LOOK, written);
    else localStorage.removeItem(KEPT_LOOK);
    this.read();
  }

  readonly read = () => {
    this.now = parseLook(localStorage.getItem(KEPT_LOOK) ?? '');
    showLook();
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
      const { theme } = this.now;
      const system = meta.getAttribute('media')?.includes('dark') ? 'dark' : 'light';
      meta.content = COLOURS[theme === 'system' ? system : theme];
    }
  };
}

export const look = new Chosen();

/** As long as the page is there: what another tab, or the system, changes. */
export function followLook(): void {
  look.read();
  on(window, 'storage', ({ key }) => key === KEPT_LOOK && look.read());
  on(MORE_CONTRAST, 'change', look.read);
}
