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

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
