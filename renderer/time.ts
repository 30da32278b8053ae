import { shortTime, timeAgo } from '../core/host/api/short-time.ts';

/** Times as people read them, in the page's language. All times are wall-clock ms. */
export interface Times {
  /** `14:05`; of another day `20 Nov, 14:05`. */
  short(at: number, now: number): string;
  /** `20 November 2026, 14:05:09`. */
  full(at: number): string;
  /** `5 minutes ago`, from a minute on. */
  ago(at: number, now: number): string;
}

export function timesIn(language: string): Times {
  const locale = localeOf(language);
  const whole = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' });
  return { short: shortTime(locale), full: (at) => whole.format(at), ago: timeAgo(language) };
}

/** The person's own country decides how a time is written, where it speaks the page's language. */
export function localeOf(language: string): string {
  return navigator.languages.find((each) => each.startsWith(language)) ?? language;
}
