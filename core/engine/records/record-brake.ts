import type { KnownKind } from '../../model/records/kinds.ts';

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

export function editsBraked(changed: number, mapped: number): boolean {
  return changed > editsMin && changed > mapped * editsShare;
}
