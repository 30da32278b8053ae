import type { Intent, LocalView, Observation } from '../model/observation.ts';
import { rowsOf } from '../model/content.ts';
import { readHeads } from './lock/heads.ts';
import type { Machine, Watch } from './machine.ts';
import { isStoredWhole } from './snapshots/download.ts';
import { soundOrNull } from './sound.ts';

type Observed = Pick<Machine, 'source' | 'state' | 'remote' | 'seal'>;

/** Reads everything that decide may look at; writes nothing. */
export async function observe(
  machine: Observed,
  asked: { intent: Intent; confirmed: boolean },
  watch: Watch,
): Promise<Observation> {
  const base = machine.state.base();
  // The remote first: it costs little, and when it is away nothing else matters.
  const { view, baseHead } = await readHeads(machine, base);
  const local = await (asked.intent === 'force-pull' ? observeAnything(machine, watch) : observeLocal(machine, watch));
  const seen: Observation = { intent: asked.intent, confirmed: asked.confirmed, local, base, remote: view, baseHead };
  return asksAgain(seen)
    ? { ...seen, storedImage: (await isStoredWhole(machine, seen.remote.head, watch)) ? 'whole' : 'damaged' }
    : seen;
}

/** A person publishes by force what is there already: mostly because somebody could not read it. */
function asksAgain(seen: Observation): seen is Observation & { readonly remote: { readonly kind: 'one' } } {
  const { intent, local, remote, baseHead } = seen;
  if (intent !== 'force-push' || baseHead === 'absent') return false;
  return local.kind === 'content' && remote.kind === 'one' && remote.head.content.digest === local.digest;
}

/** For a person who replaces whatever is here: a broken file is no hindrance then, it is set aside. */
async function observeAnything(machine: Pick<Machine, 'source'>, watch: Watch): Promise<LocalView> {
  return (await soundOrNull(() => observeLocal(machine, watch))) ?? { kind: 'none', file: 'broken' };
}

/** What the live database holds now. Throws the source's faults. */
export async function observeLocal({ source }: Pick<Machine, 'source'>, watch: Watch): Promise<LocalView> {
  const state = await source.inspect();
  if (state.kind === 'empty') return { kind: 'none', file: 'empty' };
  if (state.kind !== 'present') return { kind: 'none' };
  watch.progress?.phase('checking', null);
  const content = await source.digest(watch);
  return { kind: 'content', digest: content.digest, rows: rowsOf(content), schemaVersions: state.facts.schemaVersions };
}
