import { type Act, nameOf, type Run, wasTried } from './act.ts';
import { hasGuard } from './guard.ts';
import { halfWritten } from './own-files.ts';
import { isThere, standingOf, swapFits, zramStanding } from './standing.ts';
import type { Drift, Transaction, TxState, TxStep } from './transaction.ts';
import type { BoardTree } from './tree.ts';
import { emptyFolder, holdsGuard, missingFolder } from './tx-folders.ts';

type Reverting = Extract<TxState, { kind: 'reverting' }>;

/**
 * Each target by itself, the last step first: as we left it, it is set back; as it was before, it is done; neither, it is
 * somebody else's, left alone and told.
 */
export function nextOfRevert(tx: Transaction, state: Reverting, tree: BoardTree, run: Run): Act {
  const guard = nextOfGuard(tx, tree, run);
  if (guard !== null) return guard;
  for (const { step, index } of concerned(tx, state, run).toReversed()) {
    const act = backward(step);
    const standing = standingOf(step, tree);
    // What we wrote a moment ago and did not read back is our own doing, whatever it came to.
    const isMismatch = standing === 'else' && state.why === 'failed' && index === state.reached && wasTried(run, index);
    if ((standing === 'ours' || isMismatch) && !run.tried.has(nameOf(tx, act))) return act;
    const half = step.kind === 'file' ? halfWritten(step.path) : null;
    if (half !== null && isThere(tree, half) && !run.tried.has(`undo ${half}`)) return { kind: 'remove', path: half };
  }
  const units = nextOfUnits(tx, state, tree, run);
  if (units !== null) return units;
  const folder = emptyFolder(
    tx.folders.filter((path) => !holdsGuard(path)),
    tree,
    run,
  );
  if (folder !== null) return folder;
  // As late as can be: until here a crash is followed up.
  if (!run.tried.has('disarm')) return { kind: 'disarm' };
  const last = emptyFolder(tx.folders, tree, run);
  if (last !== null) return last;
  const { drift, needsReboot } = leftOver(tx, state, tree, run);
  return { kind: 'journal', state: { kind: 'reverted', why: state.why, at: run.moment.at, drift, needsReboot } };
}

interface Concerned {
  readonly step: Extract<TxStep, { kind: 'file' | 'sysctl' }>;
  readonly index: number;
}

/** Steps that were begun; in a later boot also the kernel settings that systemd set by our file, begun or not. */
function concerned(tx: Transaction, { reached }: Reverting, { moment }: Run): Concerned[] {
  const wasBooted = reached >= 0 && tx.bootId !== moment.bootId;
  return tx.steps.flatMap((step, index): Concerned[] => {
    if (step.kind !== 'file' && step.kind !== 'sysctl') return [];
    return index <= reached || (wasBooted && step.kind === 'sysctl') ? [{ step, index }] : [];
  });
}

/** A revert that a person asked for begins without a guard. That there can be none does not stop it. */
function nextOfGuard(tx: Transaction, tree: BoardTree, run: Run): Act | null {
  const { tried } = run;
  if (tried.has('disarm') || tried.has('arm') || hasGuard(tree)) return null;
  return missingFolder(tx, tree, run, holdsGuard) ?? { kind: 'arm' };
}

function backward(step: Extract<TxStep, { kind: 'file' | 'sysctl' }>): Act {
  if (step.kind === 'sysctl') {
    const { key, before, counterpart } = step;
    if (counterpart === null) return { kind: 'set', key, value: before, zeroes: null };
    return { kind: 'set', key: counterpart.key, value: counterpart.value, zeroes: key };
  }
  const { path, before } = step;
  return before.kind === 'absent' ? { kind: 'remove', path } : { kind: 'write', path, content: before };
}

/** After the files: systemd reads them again, and the device is set up as its owner's own configuration says. */
function nextOfUnits(tx: Transaction, state: Reverting, tree: BoardTree, run: Run): Act | null {
  const hasFiles = tx.steps.slice(0, state.reached + 1).some(({ kind }) => kind === 'file');
  const reloads = hasFiles && tx.steps.some(({ kind }) => kind === 'reload');
  if (reloads && !run.tried.has('undo reload')) return { kind: 'reload' };
  if (run.tried.has('undo restart') || !mayRestart(tx, state, run) || !swapFits(tree)) return null;
  const standing = zramStanding(tx, tree);
  const index = tx.steps.findIndex((step) => step.kind === 'restart');
  const step = tx.steps[index];
  // What our own restart came to a moment ago is nobody else's.
  const isMismatch = standing === 'else' && state.why === 'failed' && index === state.reached && wasTried(run, index);
  if (step?.kind !== 'restart' || (standing !== 'ours' && standing !== 'unfinished' && !isMismatch)) return null;
  // Before Linux 6.2 a device that is reset keeps its algorithm, and many an owner names none.
  return { kind: 'restart', unit: step.unit, algorithm: tx.zram?.before?.algorithm ?? null };
}

/** Only what we set up ourselves: in this boot by a restart, in a later one by our files. */
function mayRestart(tx: Transaction, state: Reverting, { moment, isListed }: Run): boolean {
  const index = tx.steps.findIndex(({ kind }) => kind === 'restart');
  if (index < 0 || isListed || state.reached < 0) return false;
  return (state.reached >= index && !state.isDeferred) || tx.bootId !== moment.bootId;
}

/** What stands otherwise than it did, and why that was left so. */
function leftOver(
  tx: Transaction,
  state: Reverting,
  tree: BoardTree,
  run: Run,
): { drift: Drift[]; needsReboot: boolean } {
  const drift = concerned(tx, state, run).flatMap(({ step }): Drift[] => {
    const target = step.kind === 'file' ? step.path : step.key;
    const standing = standingOf(step, tree);
    if (standing === 'before') return [];
    return [{ target, why: standing === 'else' ? 'changed' : 'failed' }];
  });
  const units = [...run.failed].filter(
    (name) => name === 'undo restart' || name === 'undo reload' || name === 'disarm',
  );
  drift.push(...units.map((name): Drift => ({ target: name.replace('undo ', 'systemd '), why: 'failed' })));
  const zram = mayRestart(tx, state, run) ? zramStanding(tx, tree) : 'before';
  if (zram === 'else' && !run.tried.has('undo restart')) drift.push({ target: 'zram0', why: 'changed' });
  // What the owner was told for the next boot only (there is no restart) needs one to be forgotten, too.
  const isAtBoot = tx.zram === null && tx.steps.some((step) => step.kind === 'file' && step.path.includes('/systemd/'));
  const wasBooted = tx.bootId !== run.moment.bootId;
  return { drift, needsReboot: zram === 'ours' || zram === 'unfinished' || (isAtBoot && wasBooted) };
}
