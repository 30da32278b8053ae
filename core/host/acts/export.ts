import { countRows, exportLines } from '../../engine/records/export-rows.ts';
import type { Watch } from '../../engine/machine.ts';
import { fail } from '../../model/errors.ts';
import type { ExportHeader } from '../../model/export-line.ts';
import { knownKinds } from '../../model/records/kinds.ts';
import type { Composed } from '../compose.ts';
import type { Tools } from '../compose/tools.ts';
import { plainFiles } from '../compose/plain-files.ts';
import { membridgeVersion } from '../compose/version.ts';
import { recordsOf } from './ready-records.ts';

export interface ExportWish {
  /** Absolute. */
  readonly to: string;
  /** They are large and hold what tools printed, secrets too. */
  readonly toolUses: boolean;
  /** Say what would be written, touch nothing. */
  readonly dryRun: boolean;
}

export interface Exported {
  readonly counts: ExportHeader['counts'];
  /** Of the file; null in a dry run. */
  readonly bytes: number | null;
}

/** Writes the memory here to a new file as plain data, the memory tool running. Faults: those of recordsOf, `file-exists`, `disk-full`, `usage`. */
export async function exportTo(composed: Composed, tools: Tools, wish: ExportWish, watch: Watch): Promise<Exported> {
  const { to, toolUses, dryRun } = wish;
  await plainFiles.requireNew(to);
  const records = await recordsOf(composed, tools);
  const reading = await records.open();
  try {
    const kinds = knownKinds.filter((kind) => kind !== 'tool-use' || toolUses);
    const counts = countRows(reading, kinds);
    if (dryRun) return { counts, bytes: null };
    const lines = exportLines(reading, tools.clock, { kinds, membridge: membridgeVersion });
    return { counts, bytes: await plainFiles.write(to, unlessStopped(lines, watch)) };
  } finally {
    reading.close();
  }
}

async function* unlessStopped(lines: AsyncIterable<string>, { signal }: Watch): AsyncGenerator<string> {
  for await (const line of lines) {
    if (signal?.aborted === true) throw fail('interrupted', { during: 'export' });
    yield line;
  }
}
