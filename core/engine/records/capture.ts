import { streamOf, type KnownKind } from '../../model/records/kinds.ts';
import type { RecordReading } from '../../ports/record-source.ts';
import type { MappedRow } from '../../ports/record-store.ts';
import { captureAdded, captureChanged, captureGone, type Captured, type CaptureTurn } from './capture-row.ts';
import { judgeGeneration, rowsSampled, type GenerationVerdict } from './generation.ts';
import { brakesOf, countChanges, holdDeletes, releaseDeletes, type RecordBrake } from './record-brake.ts';
import { surveyKind, type Survey } from './survey.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';

export interface CaptureRequest {
  /** Compare every row, not only look for new and missing ones. */
  readonly full: boolean;
  /** A person said yes to what a brake would hold; the batch that its versions belong to. */
  readonly confirmed: { readonly batch: string } | null;
}

export interface CaptureReport {
  readonly generation: GenerationVerdict;
  /** Versions written: they wait in `unsent`. */
  readonly written: number;
  /** What was held back because it looks like an accident; everything else went on. */
  readonly brakes: readonly RecordBrake[];
}

/**
 * Finds what changed in the source since we last looked, and writes versions of it (protocol.md section 4): three ways, what
 * we know of the source against the source now, never the source against the remote. In a database that was never
 * captured nothing is a delete and rows are imports. One whose content was `replaced` is left alone: the caller forgets
 * what was known of it and begins anew.
 */
export async function capture(tools: RecordTools, request: CaptureRequest): Promise<CaptureReport> {
  const reading = await tools.records.open();
  try {
    const generation = judge(tools, reading);
    if (generation === 'replaced') return { generation, written: 0, brakes: [] };
    const first = generation === 'first';
    releaseDeletes(tools, reading);
    const surveys: Survey[] = [];
    for (const kind of kindsOf(tools, reading)) {
      surveys.push(await surveyKind(tools, reading, kind, request.full && !first));
    }
    const brakes = request.confirmed === null ? brakesOf(tools, surveys, generation) : [];
    const written = await writeAll(tools, reading, surveys, { generation, brakes, request });
    // A moved file with rows missing goes on being asked about: only a yes makes it the file we know.
    if (generation !== 'moved' || brakes.length === 0) tools.store.setGeneration(reading.generation);
    if (written > 0) tools.log.info('records.captured', { written, brakes });
    return { generation, written, brakes };
  } finally {
    reading.close();
  }
}

export interface Look {
  /** Rows that the next capture would find new, gone or edited. */
  readonly changed: number;
  readonly brakes: readonly RecordBrake[];
}

/** What a capture would find; nothing is noted. */
export async function lookForChanges(tools: RecordTools): Promise<Look> {
  const reading = await tools.records.open();
  try {
    const generation = judge(tools, reading);
    const surveys: Survey[] = [];
    for (const kind of kindsOf(tools, reading)) {
      surveys.push(await surveyKind(tools, reading, kind, generation !== 'first'));
    }
    const changed = surveys.reduce((sum, { added, gone, edited }) => sum + added.length + gone.length + edited, 0);
    // Of replaced content nothing is captured as deleted or edited.
    return { changed, brakes: generation === 'replaced' ? [] : brakesOf(tools, surveys, generation) };
  } finally {
    reading.close();
  }
}

/** Kinds in the order of their writing: sessions before their children. */
function kindsOf({ streams }: RecordTools, reading: RecordReading): readonly KnownKind[] {
  return reading.kinds.filter((kind) => streams.has(streamOf(kind)));
}

function judge({ store }: RecordTools, reading: RecordReading): GenerationVerdict {
  const before = store.generation();
  const otherRows =
    before !== null &&
    sampleRows(store, reading).some(({ kind, rowid, createdAt, text }) => {
      const row = reading.row(kind as KnownKind, rowid);
      return row !== null && row.createdAt !== createdAt && row.text !== text;
    });
  return judgeGeneration(before, reading.generation, otherRows);
}

/**
 * Rows spread over the numbers of the largest kind, and the newest of each: an older copy is the same but for its end, where
 * other rows may have got the old numbers since.
 */
function sampleRows(store: RecordTools['store'], reading: RecordReading): readonly MappedRow[] {
  const counted = reading.kinds.map((kind) => ({ kind, rows: store.mappedRowCount(kind) }));
  const [largest] = counted.toSorted((a, b) => b.rows - a.rows);
  if (largest === undefined || largest.rows === 0) return [];
  const samples: MappedRow[] = reading.kinds.flatMap((each) => store.mappedRow(each, store.lastMappedRow(each)) ?? []);
  const { kind, rows } = largest;
  const last = Math.max(rows, reading.generation.sequences[kind] ?? 0);
  for (let n = 0; n < rowsSampled; n++) {
    samples.push(...store.mappedRowsAfter(kind, Math.floor((last * n) / rowsSampled), 1));
  }
  return samples;
}

interface Verdicts {
  readonly generation: GenerationVerdict;
  readonly brakes: readonly RecordBrake[];
  readonly request: CaptureRequest;
}

async function writeAll(
  tools: RecordTools,
  reading: RecordReading,
  surveys: readonly Survey[],
  verdicts: Verdicts,
): Promise<number> {
  const { generation, brakes, request } = verdicts;
  const migrated = generation === 'migrated';
  const batch = request.confirmed === null ? {} : { batch: request.confirmed.batch };
  const writer = { device: tools.device, wallMs: tools.clock.now(), ...batch };
  const turn: CaptureTurn = { reading, first: generation === 'first', writer };
  const held = (act: RecordBrake['act'], kind: KnownKind) =>
    brakes.some((brake) => brake.act === act && brake.kind === kind);
  let written = 0;
  for (const { kind, added, changed } of surveys) {
    written += await inTurns(tools, added, (rowid) => addedRow(tools, turn, kind, rowid));
    if (held('edit', kind)) continue;
    const edited = await inTurns(tools, changed, (rowid) => changedRow(tools, turn, kind, rowid, migrated));
    if (request.confirmed === null) countChanges(tools, kind, 'edited', edited);
    written += edited;
  }
  // Children first: a session that went took them along.
  for (const { kind, gone } of surveys.toReversed()) {
    if (held('delete', kind)) {
      tools.store.transaction(() => holdDeletes(tools, kind, gone));
      continue;
    }
    const deleted = await inTurns(tools, gone, (rowid) => goneRow(tools, turn, kind, rowid, migrated));
    // What a person said yes to is no sign of an accident.
    if (request.confirmed === null) countChanges(tools, kind, 'deleted', deleted);
    written += deleted;
  }
  return written;
}

function addedRow(tools: RecordTools, turn: CaptureTurn, kind: KnownKind, rowid: number): Captured {
  const row = turn.reading.row(kind, rowid);
  return row === null ? 'known' : captureAdded(tools, turn, row);
}

function changedRow(
  tools: RecordTools,
  turn: CaptureTurn,
  kind: KnownKind,
  rowid: number,
  migrated: boolean,
): Captured {
  const [row, mapped] = [turn.reading.row(kind, rowid), tools.store.mappedRow(kind, rowid)];
  return row === null || mapped === null ? 'known' : captureChanged(tools, turn, row, mapped, migrated);
}

/** What a migration of the memory tool took away is not deleted anywhere else: we only forget the row. */
function goneRow(tools: RecordTools, turn: CaptureTurn, kind: KnownKind, rowid: number, migrated: boolean): Captured {
  const mapped = tools.store.mappedRow(kind, rowid);
  if (mapped === null) return 'known';
  if (!migrated) return captureGone(tools, turn, mapped);
  tools.store.unmapRow(kind, rowid);
  return 'known';
}

/** Works through row numbers in transactions of a bounded size; the event loop runs in between. */
async function inTurns(
  tools: RecordTools,
  rowids: readonly number[],
  work: (rowid: number) => Captured,
): Promise<number> {
  let written = 0;
  for (let at = 0; at < rowids.length; at += rowsPerTurn) {
    const turn = rowids.slice(at, at + rowsPerTurn);
    written += tools.store.transaction(() => turn.filter((rowid) => work(rowid) === 'published').length);
    await tools.afterTurn?.();
    await tools.clock.sleep(0);
  }
  return written;
}
