/** What every language has in its own way: how it counts and how it lists. */

interface Forms {
  readonly number: (value: number) => string;
  readonly counted: (count: number, one: string, other: string) => string;
  readonly listed: (names: readonly string[]) => string;
}

export function forms(locale: string): Forms {
  const rules = new Intl.PluralRules(locale);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const number = (value: number) => value.toLocaleString(locale);
  return {
    number,
    counted: (count, one, other) =>
      `${number(count)} ${rules.select(count) === 'one' ? one : other}`,
    listed: (names) => list.format(names),
  };
}
