import { type Act, type Run, wasTried } from './act.ts';
import { confirmMs } from './guard.ts';
import { nextOfRevert } from './next-of-revert.ts';
import { standingOf, swapFits, zramStanding } from './standing.ts';
import type { Transaction, TxState, TxStep } from './transaction.ts';
import type { BoardTree } from './tree.ts';
import { emptyFolder, missingFolder } from './tx-folders.ts';

/**
 * The next act of a transaction, given its journal and what is read back. Pure: after a crash anywhere the same question
 * is asked again, with nothing tried. Every act but `journal` may be done twice without harm.
 */
export function nextAct(tx: Transaction, tree: BoardTree, run: Run): Act {
  const { state } = tx;
  switch (state.kind) {
    case 'prepared':
      return nextOfPrepared(tx, tree, run);
    case 'applying':
      return nextOfApply(tx, state, tree, run);
    case 'applied':
      // Anew, so that all of the time is left to look at the machine.
      return run.tried.has('arm again') ? { kind: 'end' } : { kind: 'arm' };
    case 'reverting':
      return nextOfRevert(tx, state, tree, run);
    case 'confirmed':
      if (!run.tried.has('disarm')) return { kind: 'disarm' };
      return emptyFolder(tx.folders, tree, run) ?? { kind: 'end' };
    case 'reverted':
      return { kind: 'end' };
  }
}

/** The guard stands before the first step. */
function nextOfPrepared(tx: Transaction, tree: BoardTree, run: Run): Act {
  const folder = missingFolder(tx, tree, run, () => true);
  if (folder !== null) return folder;
  return run.tried.has('arm')
    ? { kind: 'journal', state: { kind: 'applying', index: 0, isDeferred: false } }
    : { kind: 'arm' };
}

function nextOfApply(
  tx: Transaction,
  { index, isDeferred }: Extract<TxState, { kind: 'applying' }>,
  tree: BoardTree,
  run: Run,
): Act {
  const step = tx.steps[index];
  if (step === undefined) return { kind: 'journal', state: appliedState(run, isDeferred) };
  const isTried = wasTried(run, index);
  const advance = (deferred = isDeferred): Act => ({
    kind: 'journal',
    state: { kind: 'applying', index: index + 1, isDeferred: deferred },
  });
  // What we never wrote is not ours to restore.
  const back = (why: 'stale' | 'failed'): Act => ({
    kind: 'journal',
    state: { kind: 'reverting', isDeferred, reached: why === 'stale' ? index - 1 : index, why },
  });
  if (step.kind === 'reload') return isTried ? advance() : { kind: 'reload' };
  if (step.kind === 'restart') {
    if (!isTried) return swapFits(tree) ? { kind: 'restart', unit: step.unit, algorithm: null } : advance(true);
    if (run.isListed) return advance(true);
    return zramStanding(tx, tree) === 'ours' ? advance() : back('failed');
  }
  const standing = standingOf(step, tree);
  if (isTried) return standing === 'ours' ? advance() : back('failed');
  return standing === 'before' ? forward(step) : back('stale');
}

function appliedState({ moment }: Run, isDeferred: boolean): TxState {
  return { kind: 'applied', isDeferred, confirmByMs: moment.uptimeMs + confirmMs };
}

function forward(step: Extract<TxStep, { kind: 'file' | 'sysctl' }>): Act {
  if (step.kind === 'file') return { kind: 'write', path: step.path, content: step.after };
  return { kind: 'set', key: step.key, value: step.after, zeroes: step.counterpart?.key ?? null };
}
