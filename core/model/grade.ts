import { z } from 'zod';

/**
 * What a store was seen to keep of its promises about conditional writes (protocol.md section 10): A atomic, B honoured
 * but racy, C refused, D ignored. Only create-only heads need A.
 */
export type Grade = 'A' | 'B' | 'C' | 'D';

type WriteEnd = 'stored' | 'refused' | 'unknown';

/** Of many that created one name at once. */
export interface ProbeRound {
  /** How many were told `stored`. */
  readonly stored: number;
  readonly unknown: number;
  /** What the one whose bytes are there was told. */
  readonly thereIs: WriteEnd | 'nobody';
}

/** What a probe saw, one thing each. */
export interface ProbeEvidence {
  readonly firstCreate: WriteEnd;
  readonly secondCreate: WriteEnd;
  /** After the second create the bytes of the first are there. */
  readonly keepsFirst: boolean;
  /** A write with the etag of an older content, and one with the right etag. */
  readonly staleMatch: WriteEnd;
  readonly rightMatch: WriteEnd;
  readonly readsBack: boolean;
  readonly listsBack: boolean;
  /** Who keeps conditions: the store, a look before the write, or a claim that a sleeper may lose. */
  readonly conditions: 'store' | 'look' | 'claim';
  /** Empty where a race could not have shown more. */
  readonly rounds: readonly ProbeRound[];
  /** The store's clock less ours. */
  readonly clockDifferenceMs: number;
  /** Objects of an earlier probe that was killed, which this one removed. */
  readonly leftOvers: number;
}

/** The grade that evidence allows; what is not proven counts as not kept. A lease that two may write is no reason for less than A. */
export function gradeOf(seen: ProbeEvidence): Grade {
  if (seen.conditions === 'look') return 'C';
  if (seen.secondCreate === 'stored' || !seen.keepsFirst) return 'D';
  const isAtomic = seen.rounds.length > 0 && seen.rounds.every(hasOneWinner);
  const isSteady = seen.readsBack && seen.listsBack && seen.secondCreate === 'refused';
  return seen.conditions === 'store' && isAtomic && isSteady ? 'A' : 'B';
}

/** Exactly one was told `stored` and its bytes are there; or nobody was, and those of one whose reply was lost are. */
function hasOneWinner({ stored, thereIs }: ProbeRound): boolean {
  return stored === 1 ? thereIs === 'stored' : stored === 0 && thereIs === 'unknown';
}

const gradeNoteSchema = z.strictObject({
  grade: z.enum(['A', 'B', 'C', 'D']),
  /** The remote that was probed, as people see it: another one may do less. */
  where: z.string(),
  at: z.int(),
});
/** A grade as a device keeps it. */
export type GradeNote = z.infer<typeof gradeNoteSchema>;

export function encodeGradeNote(note: GradeNote): string {
  return JSON.stringify(gradeNoteSchema.parse(note));
}

/** Null when nothing was kept, or it was kept of another place. */
export function parseGradeNote(text: string | null, where: string): GradeNote | null {
  if (text === null) return null;
  try {
    const note = gradeNoteSchema.parse(JSON.parse(text));
    return note.where === where ? note : null;
  } catch {
    return null;
  }
}
