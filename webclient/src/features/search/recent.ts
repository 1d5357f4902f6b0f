/** What somebody has looked for lately, in this browser; signing out removes it. */

const MOST = 8;

/** The newest first. */
export function recentSearches(account: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(account)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

export function searched(account: string, query: string): void {
  const before = recentSearches(account).filter((each) => each !== query);
  keep(account, [query, ...before].slice(0, MOST));
}

export function forgetSearches(account: string): void {
  keep(account, []);
}

const place = (account: string): string => `stoa searches ${account}`;

function keep(account: string, searches: readonly string[]): void {
  try {
    localStorage.setItem(place(account), JSON.stringify(searches));
  } catch {
    // no storage: nothing is remembered
  }
}
