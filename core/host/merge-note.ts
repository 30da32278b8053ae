import { z } from 'zod';
import type { RecordBrake } from '../engine/records/record-brake.ts';
import type { Machine } from '../engine/machine.ts';
import { knownKinds } from '../model/records/kinds.ts';
import type { MembridgeError } from '../model/errors.ts';

type State = Pick<Machine, 'state' | 'clock'>;

/** What a run of merge mode came to, as far as it is noted. */
interface Done {
  readonly published: { readonly records: number; readonly bytes: number };
  readonly applied: { readonly records: number; readonly bytes: number };
  readonly from: readonly string[];
  readonly fault: MembridgeError | null;
  readonly replaced: boolean;
  readonly state: string;
  readonly rowAct: string | null;
}

/**
 * What changed something stands in the history; when and how the last run ended, for `status`. `sparing`: of a run that
 * changed nothing and ended as the one before nothing is written. Gives the entry of the history.
 */
export function noteMerge({ state, clock }: State, done: Done, sparing: boolean): number | null {
  const { published, applied, from, rowAct, fault, replaced } = done;
  const outcome = fault?.code ?? done.state;
  const moved = published.records > 0 || applied.records > 0 || replaced;
  if (sparing && !moved && lastOutcome(state) === outcome) return null;
  return state.transaction(() => {
    state.setNote('last-sync', `${clock.now()} ${outcome}`);
    if (!moved) return null;
    const entry = state.addHistory({
      at: clock.now(),
      act: 'merge',
      head: null,
      losers: [],
      restorePoint: null,
      baseBefore: null,
      rowsBefore: null,
      rowsAfter: null,
      undoes: null,
      merge: {
        published: published.records,
        applied: applied.records,
        bytes: { published: published.bytes, applied: applied.bytes },
        labels: [...from],
        rowAct,
      },
    });
    return entry.id;
  });
}

function lastOutcome(state: State['state']): string | undefined {
  return state.note('last-sync')?.split(' ')[1];
}

const heldSchema = z.array(
  z.object({
    act: z.literal('edit'),
    kind: z.enum(knownKinds),
    rows: z.int(),
    of: z.int(),
  }),
);

/** Edits that the last whole look held. A quick look does not see them, and must not tell that all is well. */
export function editsHeld(state: Pick<State['state'], 'note'>): readonly RecordBrake[] {
  const note = state.note('edits-held') ?? '';
  if (note === '') return [];
  const found = heldSchema.safeParse(parsed(note));
  return found.success ? found.data : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** To be called after every whole look. */
export function noteEditsHeld(state: Pick<State['state'], 'note' | 'setNote'>, brakes: readonly RecordBrake[]): void {
  const edits = brakes.filter(({ act }) => act === 'edit');
  const note = edits.length === 0 ? '' : JSON.stringify(edits);
  if ((state.note('edits-held') ?? '') !== note) state.setNote('edits-held', note);
}
