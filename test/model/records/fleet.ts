import { bodyOf, stateOf, type RecordState } from '../../../core/model/records/state.ts';
import { born, deleted, edited, imported } from '../../../core/model/records/edit.ts';
import { conflictOf, type Conflict } from '../../../core/model/records/conflict.ts';
import type { Body } from '../../../core/model/records/body.ts';
import { mergeStates } from '../../../core/model/records/merge.ts';
import type { RecordKind } from '../../../core/model/records/kinds.ts';
import { recordKey, type LogRecord } from '../../../core/model/records/record.ts';
import type { Stamp } from '../../../core/model/records/version.ts';
import { device } from '../sample.ts';
import { objectOf } from './arbitraries.ts';

/** What a device does with the one record of the fleet. Numbers are taken modulo what there is. */
export type Act =
  | { readonly act: 'write'; readonly who: number; readonly columns: number; readonly afterMs: number }
  | { readonly act: 'delete'; readonly who: number }
  | { readonly act: 'receive'; readonly who: number; readonly which: readonly number[] }
  | { readonly act: 'import'; readonly who: number; readonly value: number }
  | { readonly act: 'right-clock'; readonly who: number };

/** One version, and which others its writer had merged before, by the naive account. */
export interface Write {
  readonly record: LogRecord;
  /** Columns whose value this version brought. */
  readonly columns: readonly string[];
  readonly saw: ReadonlySet<Write>;
}

/** A conflict as it was listed, with the two states that met. */
export interface Listed {
  readonly conflict: Conflict;
  readonly met: readonly [RecordState, RecordState];
}

interface Device {
  readonly name: 'a' | 'b' | 'c' | 'd';
  /** What this device's schema has; the rest of a record it only carries. */
  readonly schema: readonly string[];
  clockMs: number;
  state: RecordState | null;
  readonly saw: Set<Write>;
  readonly listed: Listed[];
}

export interface Fleet {
  readonly kind: RecordKind;
  readonly devices: readonly Device[];
  readonly writes: Write[];
}

export const columns = ['title', 'text', 'metadata'] as const;
const twoYearsMs = 2 * 365 * 86_400_000;
const startMs = 1_763_700_000_000;

/** Three devices with right clocks and one two years ahead; one of them with an older schema. */
export function newFleet(kind: RecordKind): Fleet {
  const one = (name: Device['name'], aheadMs: number, schema: readonly string[]): Device => ({
    name,
    schema,
    clockMs: startMs + aheadMs,
    state: null,
    saw: new Set<Write>(),
    listed: [],
  });
  const old = columns.slice(0, 2);
  const devices = [one('a', 0, columns), one('b', 3, columns), one('c', 1, old), one('d', twoYearsMs, columns)];
  return { kind, devices, writes: [] };
}

export function play(fleet: Fleet, acts: readonly Act[]): void {
  for (const act of acts) step(fleet, act);
}

/** Every device receives every version, twice, in an order and in portions of its own. */
export function deliverAll(fleet: Fleet, orders: readonly (readonly number[])[]): void {
  const { devices, writes } = fleet;
  for (const [at, to] of devices.entries()) {
    const order = orders[at % orders.length] ?? [];
    const rank = (write: number) => order[write % Math.max(1, order.length)] ?? 0;
    const all = [...writes.keys(), ...writes.keys()].sort((a, b) => rank(a) - rank(b));
    const portion = 1 + ((order[0] ?? 0) % 3);
    for (let from = 0; from < all.length; from += portion) receive(fleet, to, all.slice(from, from + portion));
  }
}

function step(fleet: Fleet, act: Act): void {
  const { kind } = fleet;
  const by = fleet.devices[act.who % fleet.devices.length];
  if (by === undefined) return;
  const { state } = by;
  switch (act.act) {
    case 'receive':
      receive(
        fleet,
        by,
        act.which.map((which) => which % Math.max(1, fleet.writes.length)),
      );
      return;
    case 'right-clock':
      by.clockMs = Math.min(by.clockMs, startMs + 1_000);
      return;
    case 'import':
      if (state === null) add(fleet, by, imported(written(kind), row(by, by.schema, `import ${act.value}`)), by.schema);
      return;
    case 'delete':
      if (state?.kind === 'live') add(fleet, by, deleted(written(kind), state, writer(by)), []);
      return;
    case 'write':
      by.clockMs += act.afterMs;
      write(fleet, by, act.columns);
  }
}

/** An edit of some columns, or a new row where none is. Every value is new, so that it tells who wrote it. */
function write(fleet: Fleet, by: Device, mask: number): void {
  const { kind, writes } = fleet;
  const { state } = by;
  const value = `write ${writes.length}`;
  if (state?.kind !== 'live')
    return add(fleet, by, born(written(kind), row(by, by.schema, value), state, writer(by)), by.schema);
  const chosen = by.schema.filter((_, at) => ((mask >> at) & 1) === 1);
  const now = { ...row(by, by.schema, null), ...bodyOf(state.cells), ...row(by, chosen, value) };
  const body = objectOf(Object.entries(now).filter(([column]) => by.schema.includes(column)));
  const record = edited(written(kind), body, state, writer(by));
  if (record !== null)
    add(
      fleet,
      by,
      record,
      by.schema.filter((column) => chosen.includes(column) || !(column in state.cells)),
    );
}

function add(fleet: Fleet, by: Device, record: LogRecord, brought: readonly string[]): void {
  const made = { record, columns: brought, saw: new Set(by.saw) };
  fleet.writes.push(made);
  by.state = by.state === null ? stateOf(record) : mergeStates(fleet.kind, by.state, stateOf(record));
  by.saw.add(made);
}

/** As fetch and apply do: what came together is joined first, then with what is here. */
function receive(fleet: Fleet, by: Device, which: readonly number[]): void {
  let pending: RecordState | null = null;
  for (const at of which) {
    const incoming = fleet.writes[at];
    if (incoming === undefined) continue;
    // A version stands on those before it: it carries what they said, or what replaced it.
    for (const known of [incoming, ...incoming.saw]) by.saw.add(known);
    pending = join(fleet, by, pending, stateOf(incoming.record));
  }
  if (pending !== null) by.state = join(fleet, by, by.state, pending);
}

function join({ kind }: Fleet, by: Device, here: RecordState | null, incoming: RecordState): RecordState {
  if (here === null) return incoming;
  const conflict = conflictOf(kind, here, incoming);
  if (conflict !== null) by.listed.push({ conflict, met: [here, incoming] });
  return mergeStates(kind, here, incoming);
}

function row(by: Device, of: readonly string[], value: string | null): Body {
  return objectOf(of.map((column): [string, string | null] => [column, value === null ? null : `${value} ${column}`]));
}

const written = (kind: RecordKind) => ({ kind, key: recordKey(kind, 'the one'), ref: null });
const writer = ({ name, clockMs }: Device) => ({ device: device(name), wallMs: clockMs });

export function sameStamp(a: Stamp, b: Stamp): boolean {
  return a.hlc === b.hlc && a.device === b.device;
}
