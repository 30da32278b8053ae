/** Numbers, sizes, times and plurals as a language writes them; one of these per language. */
export interface Format {
  readonly number: (value: number) => string;
  /** 1,234,567 -> `1.2 MB`; decimal units, as disks are sold. */
  readonly bytes: (bytes: number) => string;
  /** `45 seconds`, `3 minutes`, `2 hours`: one unit, rounded. */
  readonly duration: (ms: number) => string;
  /** Day and time on this machine's clock. */
  readonly date: (ms: number) => string;
  /** Time of the day. */
  readonly time: (ms: number) => string;
  /** `1 row`, `2 rows`: number and word. `forms`: one, few (Ukrainian), many. */
  readonly count: (value: number, forms: PluralForms) => string;
  /** `a, b and c`. */
  readonly list: (items: readonly string[]) => string;
}

/** English uses `one` and `many`; Ukrainian 1 рядок, 2 рядки, 5 рядків. */
export interface PluralForms {
  readonly one: string;
  readonly few?: string;
  readonly many: string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const durationUnits = [
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/**
 * `locale`: a BCP 47 tag such as `en` or `uk`. What writes numbers and dates is made when it is first needed: it takes
 * megabytes of tables, and a host that runs for weeks writes hardly any.
 */
export function formatFor(locale: string): Format {
  const made = formats.get(locale) ?? newFormat(locale);
  formats.set(locale, made);
  return made;
}

const formats = new Map<string, Format>();

function newFormat(locale: string): Format {
  const plurals = lazily(() => new Intl.PluralRules(locale));
  const plain = lazily(() => new Intl.NumberFormat(locale));
  // Day before month and a clock of 24 hours: the same moment reads the same everywhere.
  const dates = locale === 'en' ? 'en-GB' : locale;
  const day = lazily(() => new Intl.DateTimeFormat(dates, { dateStyle: 'medium', timeStyle: 'short' }));
  const clock = lazily(() => new Intl.DateTimeFormat(dates, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }));
  const listing = lazily(() => new Intl.ListFormat(locale, { type: 'conjunction' }));
  return {
    number: (value) => plain().format(value),
    bytes: (bytes) => bytesIn(locale, bytes),
    duration: (ms) => durationIn(locale, ms),
    date: (ms) => day().format(ms),
    time: (ms) => clock().format(ms),
    count: (value, forms) => `${plain().format(value)} ${formOf(plurals().select(value), forms)}`,
    list: (items) => listing().format(items),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function formOf(rule: Intl.LDMLPluralRule, { one, few, many }: PluralForms): string {
  switch (rule) {
    case 'one':
      return one;
    case 'few':
      return few ?? many;
    case 'zero':
    case 'two':
    case 'many':
    case 'other':
      return many;
  }
}

function bytesIn(locale: string, bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < byteUnits.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const maximumFractionDigits = unit === 0 || value >= 100 ? 0 : 1;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: byteUnits[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits,
  }).format(value);
}

function durationIn(locale: string, ms: number): string {
  const [unit, unitMs] = durationUnits.find(([, least]) => ms >= least) ?? ['second', 1_000];
  const maximumFractionDigits = unit === 'second' && ms < 10_000 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits }).format(
    ms / unitMs,
  );
}
