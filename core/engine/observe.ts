import type { Intent, LocalView, Observation } from '../model/observation.ts';
import { rowsOf } from '../model/content.ts';
import { readHeads } from './lock/heads.ts';
import type { Machine, Watch } from './machine.ts';

type Observed = Pick<Machine, 'source' | 'state' | 'remote' | 'seal'>;

/** Reads everything that decide may look at; writes nothing. */
export async function observe(machine: Observed, asked: { intent: Intent; confirmed: boolean }, watch: Watch): Promise<Observation> {
  const base = machine.state.base();
  // The remote first: it costs little, and when it is away nothing else matters.
  const { view, baseHead } = await readHeads(machine, base);
  const local = await observeLocal(machine, watch);
  return { intent: asked.intent, confirmed: asked.confirmed, local, base, remote: view, baseHead };
}

/** What the live database holds now. Throws the source's faults. */
export async function observeLocal({ source }: Pick<Machine, 'source'>, watch: Watch): Promise<LocalView> {
  const state = await source.inspect();
  if (state.kind !== 'present') return { kind: 'none' };
  watch.progress?.phase('checking', null);
  const content = await source.digest(watch);
  return { kind: 'content', digest: content.digest, rows: rowsOf(content), schemaVersions: state.facts.schemaVersions };
}
