import type { QueryAnswer } from '../core/host/api/contract-panel.ts';

/** A machine's days, oldest first: one number for each day of the chart. */
export interface Lane {
  readonly id: string;
  readonly label: string;
  readonly counts: readonly number[];
}

export interface LaneChart {
  /** `2026-11-21`, oldest first. */
  readonly days: readonly string[];
  readonly lanes: readonly Lane[];
  /** The highest number of a lane on a day; at least 1. */
  readonly most: number;
}

/** The answer as lanes; rows from before the first sync are a lane only where there are some. */
export function chartOf(answer: QueryAnswer<'days'>, before: string): LaneChart {
  const days = answer.days.map(({ day }) => day);
  const lanes = [...answer.devices, { id: '', label: before }]
    .map(({ id, label }) => ({ id, label, counts: answer.days.map(({ counts }) => counts[id] ?? 0) }))
    .filter(({ id, counts }) => id !== '' || counts.some((count) => count > 0));
  return { days, lanes, most: Math.max(1, ...lanes.flatMap(({ counts }) => counts)) };
}

/** Noon, so that no time zone turns it to another day. */
export function dateOf(day: string): Date {
  return new Date(`${day}T12:00:00`);
}

/** East of Greenwich, as the contract has it. */
export function offsetMinutes(): number {
  return -new Date().getTimezoneOffset();
}
