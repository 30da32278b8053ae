/** `1.2 MB`, in the language's own words. */
export function bytesIn(language: string, bytes: number): string {
  const index = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[index] ?? 'byte',
    maximumFractionDigits: index === 0 ? 0 : 1,
  }).format(bytes / 1_000 ** index);
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** All rows of all tables. */
export function rowSum(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, each) => sum + each, 0);
}
