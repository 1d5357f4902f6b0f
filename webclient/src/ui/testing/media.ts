/**
 * In place of `matchMedia`: without a layout, each query about the screen has the same answer for good.
 * Nobody prefers anything: modules that many tests share ask for it once.
 */
export const media =
  (matches: boolean) =>
  (query: string): MediaQueryList =>
    Object.assign(new EventTarget(), {
      media: query,
      matches: matches && !query.startsWith('(prefers-'),
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
    });
