import type { QueryAnswer, QueryInput, QueryName } from '../../core/host/api/contract-panel.ts';
import type { HostStatus } from '../../core/host/api/contract.ts';
import type { Status } from '../../core/model/status.ts';
import { hostStatus } from '../host/api/api-scene.ts';
import { sampleStatus } from '../host/sample-status.ts';

/** Machines as tests and pictures show them; the last one has a name that no layout expects. */
export const laptop = '1'.repeat(32);
export const desk = '2'.repeat(32);
export const kitchen = '3'.repeat(32);
export const kitchenLabel = 'Ноутбук Олександри-Вікторії на кухні';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The page reads the real clock: so do its stories, to the minute. */
export const now = Math.floor(Date.now() / minuteMs) * minuteMs;

export function devices(behind = 0): Status['devices'] {
  return [
    { id: laptop, label: 'laptop', lastSeen: now - minuteMs, behind: 0, finding: null },
    { id: desk, label: 'nano-pi', lastSeen: now - 12 * minuteMs, behind, finding: null },
    { id: kitchen, label: kitchenLabel, lastSeen: now - 3 * dayMs, behind, finding: null },
  ];
}

/** The host of `laptop`; `more` is laid over what it last saw. */
export function told(host: Partial<HostStatus['host']> = {}, more: Partial<Status> = {}): HostStatus {
  return {
    status: sampleStatus({
      remote: { kind: 's3', where: 'https://nas.local:9000/memories', grade: 'A', reachable: true, encryption: 'age' },
      devices: devices(),
      ...more,
    }),
    host: { ...hostStatus().host, since: now - hourMs, lastLookAt: now - minuteMs, ...host },
  };
}

type Answers = { readonly [Name in QueryName]: (input: QueryInput<Name>) => QueryAnswer<Name> };

/** What a host with a fortnight behind it answers. */
export const usualAnswers: Answers = {
  activity: () => ({ entries: usualEntries(), next: null }),
  act: () => {
    throw new Error('this story has no act');
  },
  projects: () => ({
    projects: [
      { name: 'membridge', count: 61_204 },
      { name: 'кухонний-годинник', count: 812 },
      { name: 'a-name-as-long-as-a-folder-may-be-when-somebody-means-it', count: 1 },
    ],
    isCut: false,
  }),
  days: ({ days = 90 }) => dayCounts(Number(days)),
  memories: () => ({ memories: [], next: null, total: 0 }),
  memory: () => {
    throw new Error('this story has no memory');
  },
  points: () => ({ points: [], next: null }),
  conflicts: () => ({ conflicts: [], open: 0, next: null }),
  conflict: () => {
    throw new Error('this story has no conflict');
  },
  boards: () => ({ boards: [], isCut: false, isStale: false }),
};

export function answering(some: Partial<Answers> = {}): (name: string, input: unknown) => Promise<unknown> {
  const all: Readonly<Record<string, (input: never) => unknown>> = { ...usualAnswers, ...some };
  return async (name, input) => all[name]?.(input as never);
}

export function usualEntries(): QueryAnswer<'activity'>['entries'] {
  const entry = { act: 'merge', published: 0, applied: 0, removed: 0, bytes: 12_000, undoable: false, undoes: null };
  return [
    { ...entry, id: 5, at: now - 20 * minuteMs, from: ['nano-pi'], applied: 14, undoable: true },
    { ...entry, id: 4, at: now - 3 * hourMs, from: [], published: 31 },
    { ...entry, id: 3, at: now - dayMs, from: ['nano-pi', kitchenLabel], applied: 121 },
    { ...entry, id: 2, at: now - 4 * dayMs, from: [kitchenLabel], applied: 1, removed: 2 },
    { ...entry, id: 1, at: now - 9 * dayMs, act: 'force-push', from: [], published: 2_301, bytes: null },
  ];
}

function dayCounts(days: number): QueryAnswer<'days'> {
  const day = (ago: number) => {
    const date = new Date(now - ago * dayMs);
    return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
  };
  return {
    devices: [
      { id: laptop, label: 'laptop' },
      { id: desk, label: 'nano-pi' },
      { id: kitchen, label: kitchenLabel },
    ],
    days: Array.from({ length: days }, (_, index) => {
      const ago = days - 1 - index;
      const of = (seed: number) => ((ago * seed) % 23 > 7 ? (ago * seed) % 61 : 0);
      return { day: day(ago), counts: { [laptop]: of(17) + 3, [desk]: of(29), [kitchen]: ago < 3 ? 0 : of(7) } };
    }),
  };
}
