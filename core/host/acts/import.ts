import { keepPoint } from '../../engine/keep-point.ts';
import { recoverReplace } from '../../engine/recover.ts';
import { importRows, planImport, type ImportReport } from '../../engine/records/import-rows.ts';
import { settleInFlight } from '../../engine/records/settle.ts';
import type { SetAside } from '../../model/export-line.ts';
import { knownKinds, type KnownKind } from '../../model/records/kinds.ts';
import { requireWritable, recordsOf } from './ready-records.ts';
import { toolsOf } from '../merge-status.ts';
import type { Composed } from '../compose.ts';
import { plainFiles } from '../compose/plain-files.ts';
import type { Tools } from '../compose/tools.ts';
import type { Consent } from '../consent.ts';
import type { Watch } from '../../engine/machine.ts';

export interface ImportWish {
  /** Absolute. */
  readonly from: string;
  /** Say what would be added, touch nothing. */
  readonly dryRun: boolean;
  /** Shows the plan and waits for a yes. */
  agree(plan: FilePlan): Promise<boolean>;
}

/** What a file would add. */
export interface FilePlan {
  readonly added: Readonly<Record<KnownKind, number>>;
  /** Rows that are here already. */
  readonly there: number;
  /** Lines that cannot be used. */
  readonly setAside: SetAside;
  /** Rows that the file says it has and does not: its end is missing. */
  readonly lacking: number;
}

export interface Imported {
  readonly plan: FilePlan;
  readonly state: 'planned' | 'declined' | 'nothing' | 'done';
  /** Rows added; of an import that was not done none. */
  readonly added: Readonly<Record<KnownKind, number>>;
  readonly left: ImportReport['left'];
  readonly restorePoint: string | null;
  readonly historyId: number | null;
  /** Whether `undo` takes it back by itself: a memory that was never synced has only its copy. */
  readonly canUndo: boolean;
}

type Acting = { readonly tools: Tools; readonly consent: Consent; readonly watch: Watch };

/**
 * Adds the rows of an exported file that are not here, the memory tool running; what is here is not changed. They travel as
 * any new row, at the next sync. Faults: those of recordsOf, `file-unreadable`, `export-unknown`, `brake-cloud-sync` where nobody lifts it.
 */
export async function importFrom(composed: Composed, wish: ImportWish, acting: Acting): Promise<Imported> {
  const { machine, merge } = composed;
  const { tools, consent, watch } = acting;
  const file = plainFiles.read(wish.from);
  await file.check();
  if (!wish.dryRun && merge === null) await recoverReplace(machine);
  const records = await recordsOf(composed, tools);
  await requireWritable(records, machine.source.path, consent);
  const importing = { records, store: merge?.store ?? null, clock: tools.clock };
  if (!wish.dryRun && merge !== null) await settleInFlight(toolsOf(merge));
  const { sessions, children, ...found } = await planImport(importing, file.rows);
  const plan: FilePlan = { ...found, setAside: file.setAside(), lacking: file.lacking() };
  const none = { added: noRows, left: null, restorePoint: null, historyId: null, canUndo: false };
  if (wish.dryRun) return { ...none, plan, state: 'planned' };
  if (sum(found.added) === 0) return { ...none, plan, state: 'nothing' };
  if (!(await wish.agree(plan))) return { ...none, plan, state: 'declined' };
  const point = await keepPoint(machine, { keepAs: 'safety', why: 'import' }, watch);
  const restorePoint = point?.id ?? null;
  // Rows that were never looked at have no record that an undo could name.
  const act = merge === null || merge.store.generation() === null ? null : machine.random.hex(actIdBytes);
  const historyId = note(composed, { restorePoint, rowAct: act, written: sum(found.added) });
  const { added, left } = await importRows(importing, file.rows, { sessions, children }, act, watch);
  machine.log.info('records.imported', { added, left });
  return { plan, state: 'done', added, left, restorePoint, historyId, canUndo: merge === null || act !== null };
}

const actIdBytes = 8;

const noRows = { session: 0, observation: 0, summary: 0, prompt: 0, 'tool-use': 0 } as const;

/** Of all kinds. */
export function sum(rows: Readonly<Record<KnownKind, number>>): number {
  return knownKinds.reduce((total, kind) => total + rows[kind], 0);
}

interface ImportNote {
  readonly restorePoint: string | null;
  readonly rowAct: string | null;
  readonly written: number;
}

/** Noted before its first row is written: a kill in its middle can be undone too. */
function note({ machine: { state, clock }, merge }: Composed, { restorePoint, rowAct, written }: ImportNote): number {
  const entry = state.addHistory({
    at: clock.now(),
    act: 'import-file',
    head: null,
    losers: [],
    restorePoint,
    baseBefore: merge === null ? state.base() : null,
    rowsBefore: null,
    rowsAfter: null,
    undoes: null,
    ...(merge !== null && {
      merge: { published: 0, applied: 0, labels: [], rowAct, changed: { written, removed: 0 } },
    }),
  });
  return entry.id;
}
