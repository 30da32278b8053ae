import { brakeFor } from '../../model/brake.ts';
import { isKnownKind, type KnownKind } from '../../model/records/kinds.ts';
import type { Braked } from '../../ports/record-acts.ts';
import type { GenerationVerdict } from './generation.ts';
import type { Survey } from './survey.ts';
import type { RecordReading } from '../../ports/record-source.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';

/** Deletes or edits of one kind that were held back until a person says yes. */
export interface RecordBrake {
  readonly act: 'delete' | 'edit';
  readonly kind: KnownKind;
  readonly rows: number;
  /** Rows of that kind known before. */
  readonly of: number;
}

/** More than this many rows edited at once, and … */
const editsMin = 1_000;
/** … more than this share of them, is no hand at work (protocol.md section 4). */
const editsShare = 0.05;

const dayMs = 86_400_000;

type Tools = Pick<RecordTools, 'store' | 'clock'>;

/**
 * What looks like an accident, counted over a day: a slow loss is one too. Every row that we knew is gone: the source was
 * emptied, however little was in it.
 */
export function brakesOf(
  tools: Tools,
  surveys: readonly Survey[],
  generation: GenerationVerdict,
): readonly RecordBrake[] {
  const isEmptied =
    surveys.some(({ mapped }) => mapped > 0) && surveys.every(({ gone, mapped }) => gone.length === mapped);
  const brakes: RecordBrake[] = [];
  for (const { kind, gone, edited, mapped } of surveys) {
    if (gone.length > 0) {
      const of = mapped + changesToday(tools, kind, 'deleted');
      const isHeld =
        isEmptied ||
        isWaiting(tools, kind, gone) ||
        generation === 'moved' ||
        brakeFor({ [kind]: of }, { [kind]: mapped - gone.length }) !== null;
      if (isHeld) brakes.push({ act: 'delete', kind, rows: gone.length, of: mapped });
    }
    const rows = edited + changesToday(tools, kind, 'edited');
    if (edited > 0 && editsBraked(rows, mapped)) brakes.push({ act: 'edit', kind, rows: edited, of: mapped });
  }
  return brakes;
}

/** Rows that a brake held before are held until a person says yes, or they are back; more may have been written meanwhile. */
function isWaiting({ store }: Tools, kind: KnownKind, gone: readonly number[]): boolean {
  if (store.brakedCount('own') === 0) return false;
  return gone.some((rowid) => {
    const key = store.mappedRow(kind, rowid)?.key;
    return key !== undefined && store.braked(key)?.change === 'deleted';
  });
}

/** Keeps deletes from being published by a later look, which may not find the sight so alarming any more. */
export function holdDeletes({ store, clock }: Tools, kind: KnownKind, gone: readonly number[]): void {
  for (const rowid of gone) {
    const key = store.mappedRow(kind, rowid)?.key;
    if (key === undefined || store.braked(key) !== null) continue;
    store.setBraked({ key, kind, change: 'deleted', side: 'own', brake: 'many-deleted', at: clock.now() });
  }
}

/** Forgets deletes that were held and are none any more: the rows are back. */
export function releaseDeletes({ store }: Pick<Tools, 'store'>, reading: Pick<RecordReading, 'row'>): void {
  if (store.brakedCount('own') === 0) return;
  let page = store.brakedAfter('own', '', rowsPerTurn);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    for (const { key, kind, change } of page) {
      const rows = store.rowsOf(key);
      const isBack =
        rows.length === 0 || rows.some(({ rowid }) => isKnownKind(kind) && reading.row(kind, rowid) !== null);
      if (change === 'deleted' && isBack) store.clearBraked(key);
    }
    page = store.brakedAfter('own', last.key, rowsPerTurn);
  }
}

/** Notes what went through: tomorrow it counts no more. */
export function countChanges({ store, clock }: Tools, kind: KnownKind, change: Braked['change'], rows: number): void {
  if (rows === 0) return;
  const now = clock.now();
  store.forgetChangesBefore(now - dayMs);
  store.countChanges(kind, change, rows, now);
}

function changesToday({ store, clock }: Tools, kind: KnownKind, change: Braked['change']): number {
  return store.changesSince(kind, change, clock.now() - dayMs);
}

function editsBraked(changed: number, mapped: number): boolean {
  return changed > editsMin && changed > mapped * editsShare;
}
