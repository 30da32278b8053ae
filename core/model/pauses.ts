const minuteMs = 60_000;

/** How long a person may let this machine rest, by the name of its words; null: until resumed. */
export const pauses = [
  ['half-hour', 30 * minuteMs],
  ['two-hours', 120 * minuteMs],
  ['until-resumed', null],
] as const;
