/** Writes a time among other words: `14:05`; of another day than `now` `20 Nov, 14:05`. Wall clock, ms; `locale`: BCP 47. */
export function shortTime(locale: string): (at: number, now: number) => string {
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const dated = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (at, now) => (isSameDay(at, now) ? clock : dated).format(at);
}

/** Writes how long ago something was: `5 minutes ago`, from a minute on. */
export function timeAgo(language: string): (at: number, now: number) => string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return (at, now) => {
    // Another machine's clock may be ahead of ours: that is now, not the future.
    const pastMs = Math.max(0, now - at);
    const [unit, ms] = units.find(([, each]) => pastMs >= each) ?? ['minute', minuteMs];
    return relative.format(-Math.floor(pastMs / ms), unit);
  };
}

const minuteMs = 60_000;
const units = [
  ['day', 24 * 60 * minuteMs],
  ['hour', 60 * minuteMs],
  ['minute', minuteMs],
] as const;

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
