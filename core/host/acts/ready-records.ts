import { fail } from '../../model/errors.ts';
import type { RecordSource } from '../../ports/record-source.ts';
import type { Composed } from '../compose.ts';
import { recordSourceAt } from '../compose/merge.ts';
import type { Tools } from '../compose/tools.ts';
import type { Consent } from '../consent.ts';

/** Rows of a claude-mem memory in either mode. Throws `source-kind-differs`, `source-missing`, `source-empty`. */
export async function recordsOf(composed: Composed, tools: Tools): Promise<RecordSource> {
  const { machine, merge, home } = composed;
  const { kind, path } = machine.source;
  if (kind !== 'claude-mem') throw fail('source-kind-differs', { path, here: kind, there: 'claude-mem' });
  const records = merge?.records ?? recordSourceAt(path, { tools, scratchFolder: home.scratchFolder });
  const readiness = await records.readiness();
  if (readiness === 'absent') throw fail('source-missing', { path });
  if (readiness === 'setup') throw fail('source-empty', { path });
  return records;
}

/** Throws `brake-cloud-sync` where rows must not be written, unless a person lifts it. */
export async function requireWritable(records: RecordSource, path: string, consent: Consent): Promise<void> {
  if ((await records.readiness()) !== 'cloud-sync') return;
  const fault = fail('brake-cloud-sync', { path });
  if (!consent.yes && !(await consent.ask(fault))) throw fault;
}
