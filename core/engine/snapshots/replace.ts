import type { Base } from '../../model/base.ts';
import type { ContentDigest, SourceFacts } from '../../model/content.ts';
import { fail } from '../../model/errors.ts';
import type { HeadRef, HistoryEntry, RestorePoint } from '../../model/history.ts';
import type { Sha256 } from '../../model/ids.ts';
import type { ReplaceEntry } from '../../model/journal.ts';
import type { ChangeWatch } from '../../ports/source.ts';
import { finishReplace } from '../agree.ts';
import { keepCopy, registerCopy } from '../keep-copy.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Machine, Watch } from '../machine.ts';
import { soundOrNull } from '../sound.ts';

/** What is to be put into the live file, and what this device agrees with afterwards. */
export interface Replacing {
  readonly why: ReplaceEntry['why'];
  /** Scratch file, checked. It is changed (local tables are put in) and removed. */
  readonly image: string;
  readonly content: SourceFacts & ContentDigest;
  readonly head: HeadRef | null;
  readonly baseAfter: Base | null;
  /** How the copy of what is here now is kept. */
  readonly keepAs: RestorePoint['kind'];
  readonly undoes: number | null;
  /** What was here when it was decided that nothing of it would be lost; null when a person asked to replace whatever is here. */
  readonly expected: Expected | null;
  /** Called once the image is in place, before the worker starts: nobody has written to it yet. */
  readonly placed?: () => Promise<void>;
}

export interface Expected {
  readonly digest: Sha256 | null;
  readonly changes: ChangeWatch;
}

/**
 * Replaces the live database by an image: safety copy, worker stopped under its interlock, image written through SQLite's
 * backup into the live file, worker started if it ran, then our own notes. Every step is journalled before it begins;
 * killed anywhere, the next start finishes or takes back (engine/recover.ts).
 */
export async function replace(machine: Machine, replacing: Replacing, watch: Watch): Promise<HistoryEntry> {
  const { state, source } = machine;
  await requireAccepted(machine, replacing);
  let entry = newEntry(machine, replacing);
  const step: Step = (next, found = {}) => {
    entry = { ...entry, ...found, step: next };
    state.setJournal(entry);
  };
  step('preparing');
  await requireLeave(machine);
  throwIfInterrupted(watch.signal, 'the preparation');

  step('taking-interlock');
  const interlock = await source.worker.interlock(watch.signal);
  try {
    // Looked at under the interlock: before it, somebody might have been starting a worker.
    const workerRan = await requireLeave(machine);
    step('stopping-worker', { workerRan });
    if (workerRan) watch.progress?.phase('stopping-worker', null);
    // Without a worker too: nobody else may have the database open.
    await source.worker.stop(watch.signal);
    for (let tries = 1; (await copyAndPlace(machine, replacing, entry, step, watch)) === 'overtaken'; tries++) {
      if (tries === placeTriesMax) throw fail('source-in-use', { path: source.path, by: 'another program' });
    }
    step('settling');
    await source.settle();
    await replacing.placed?.();
  } finally {
    await interlock.release();
  }
  if (entry.workerRan) {
    step('starting-worker');
    watch.progress?.phase('starting-worker', null);
    await source.worker.start();
  }
  step('agreeing');
  await machine.scratch.remove(replacing.image);
  const copy = await registerCopy(machine, entry);
  return finishReplace(machine, entry, copy);
}

/** Another program that writes more often than this between our copy and our write lock has to be closed first. */
const placeTriesMax = 3;

type Step = (next: ReplaceEntry['step'], found?: Partial<ReplaceEntry>) => void;

/** Copies what is here and puts the image in its place; `overtaken`, with nothing placed, if somebody wrote in between. */
async function copyAndPlace(
  machine: Machine,
  replacing: Replacing,
  entry: ReplaceEntry,
  step: Step,
  watch: Watch,
): Promise<'placed' | 'overtaken'> {
  const { source, restorePoints } = machine;
  const since = await source.watchChanges();
  try {
    await requireUnmoved(machine, replacing);
    // Copied after the worker's stop: what it wrote last is in it.
    step('keeping-copy');
    await keepCopy(machine, entry.restorePoint, watch);
    await source.keepLocalTables(replacing.image);
    step('placing', { cookieBefore: await soundOrNull(() => source.schemaCookie()) });
    watch.progress?.phase('replacing', null);
    return await source.place(replacing.image, await restorePoints.asideFolder(entry.restorePoint), { since });
  } finally {
    since.close();
  }
}

/** Whether the worker runs; throws `worker-control-off` when it does and may not be stopped. */
async function requireLeave({ source, policy }: Machine): Promise<boolean> {
  const runs = (await source.worker.inspect()).kind === 'running';
  if (runs && policy.workerControl === 'never') throw fail('worker-control-off', { setting: 'workerControl' });
  return runs;
}

/** An image of a newer claude-mem would break the older one that is installed here (claude-mem.md section 2). */
async function requireAccepted({ source }: Machine, { content }: Replacing): Promise<void> {
  const verdict = await source.accepts(content.schemaVersions);
  if (verdict.kind === 'yes') return;
  throw fail('brake-schema-newer', { missing: verdict.missing.join(', '), installed: verdict.installed });
}

/** Rows written since the decision would be in the safety copy only: better to decide again. */
async function requireUnmoved({ source, self }: Machine, { expected, head }: Replacing): Promise<void> {
  if (expected === null || !expected.changes.changed()) return;
  const now = await source.inspect();
  const digest = now.kind === 'present' ? (await source.digest()).digest : null;
  if (digest !== expected.digest) throw fail('diverged', { here: self.label, there: head?.label ?? self.label });
}

function newEntry({ state }: Machine, replacing: Replacing): ReplaceEntry {
  return {
    act: 'replace',
    why: replacing.why,
    step: 'preparing',
    image: replacing.image,
    head: replacing.head,
    baseAfter: replacing.baseAfter,
    baseBefore: state.base(),
    restorePoint: state.nextRestorePointId(),
    keepAs: replacing.keepAs,
    workerRan: false,
    cookieBefore: null,
    digestAfter: replacing.content.digest,
    rowsAfter: { ...replacing.content.rows },
    undoes: replacing.undoes,
  };
}
