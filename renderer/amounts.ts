/** `1.2 MB`, in the language's own words. */
export function bytesIn(language: string, bytes: number): string {
  // The smallest unit is a kilobyte: nobody asks for less.
  const index = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[index - 1] ?? 'kilobyte',
    maximumFractionDigits: 1,
  });
  // A number and its unit stand on one line; a thin space between thousands stays as it is.
  return format.format(bytes / 1_000 ** index).replaceAll(' ', '\u00A0');
}

const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** All rows of all tables. */
export function rowSum(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, each) => sum + each, 0);
}
