import { confirmMs, guardPaths, hasGuard } from './guard.ts';
import { halfWritten } from './own-files.ts';
import { isThere, standingOf, swapFits, zramStanding } from './standing.ts';
import type { Drift, FileContent, Transaction, TxState, TxStep } from './transaction.ts';
import type { BoardTree } from './tree.ts';
import type { Instant } from '../ids.ts';

/** One effect, or one line of the journal. */
export type Act =
  | { readonly kind: 'journal'; readonly state: TxState }
  /** Sees to it that the change is taken back in `confirmMs` whatever happens to us; anew where it was before. */
  | { readonly kind: 'arm' }
  | { readonly kind: 'disarm' }
  | { readonly kind: 'make-folder'; readonly path: string }
  /** Only if it is empty. */
  | { readonly kind: 'remove-folder'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly content: Pick<FileContent, 'text' | 'mode'> }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'set'; readonly key: string; readonly value: number; readonly zeroes: string | null }
  | { readonly kind: 'reload' }
  | { readonly kind: 'restart'; readonly unit: string }
  | { readonly kind: 'end' };

/** What this run has done so far, beside what the journal says: a name per act (`nameOf`). */
export interface Run {
  readonly tried: ReadonlySet<string>;
  /** Of `tried`, those that threw. */
  readonly failed: ReadonlySet<string>;
  readonly moment: Moment;
  /** Units are only listed, not restarted: a tree that no systemd runs from. */
  readonly isListed: boolean;
}

/** The wall clock for people; the boot and its uptime, which no one sets, for deadlines. */
export interface Moment {
  readonly at: Instant;
  readonly bootId: string | null;
  readonly uptimeMs: number;
}

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
      return emptyFolder(tx.folders, tx, tree, run) ?? { kind: 'end' };
    case 'reverted':
      return { kind: 'end' };
  }
}

/** How an act is told from others of its run. */
export function nameOf(tx: Transaction, act: Act): string {
  const { state } = tx;
  const side = state.kind === 'applying' ? `step ${state.index}` : 'undo';
  switch (act.kind) {
    case 'arm':
      return state.kind === 'applied' ? 'arm again' : 'arm';
    case 'make-folder':
    case 'remove-folder':
      return `${act.kind} ${act.path}`;
    case 'write':
    case 'remove':
      return `${side} ${act.path}`;
    case 'set':
      return `${side} ${act.key}`;
    case 'restart':
    case 'reload':
      return `${side} ${act.kind}`;
    case 'disarm':
    case 'journal':
    case 'end':
      return act.kind;
  }
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
    if (!isTried) return swapFits(tree) ? { kind: 'restart', unit: step.unit } : advance(true);
    if (run.isListed) return advance(true);
    return zramStanding(tx, tree) === 'ours' ? advance() : back('failed');
  }
  const standing = standingOf(step, tree);
  if (isTried) return standing === 'ours' ? advance() : back('failed');
  return standing === 'before' ? forward(step) : back('stale');
}

function wasTried({ tried }: Run, index: number): boolean {
  return [...tried].some((name) => name.startsWith(`step ${index} `));
}

function appliedState({ moment }: Run, isDeferred: boolean): TxState {
  return { kind: 'applied', isDeferred, confirmByMs: moment.uptimeMs + confirmMs };
}

function forward(step: Extract<TxStep, { kind: 'file' | 'sysctl' }>): Act {
  if (step.kind === 'file') return { kind: 'write', path: step.path, content: step.after };
  return { kind: 'set', key: step.key, value: step.after, zeroes: step.counterpart?.key ?? null };
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

function nextOfRevert(tx: Transaction, state: Extract<TxState, { kind: 'reverting' }>, tree: BoardTree, run: Run): Act {
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
    tx,
    tree,
    run,
  );
  if (folder !== null) return folder;
  // As late as can be: until here a crash is followed up.
  if (!run.tried.has('disarm')) return { kind: 'disarm' };
  const last = emptyFolder(tx.folders, tx, tree, run);
  if (last !== null) return last;
  const { drift, needsReboot } = leftOver(tx, state, tree, run);
  return { kind: 'journal', state: { kind: 'reverted', why: state.why, at: run.moment.at, drift, needsReboot } };
}

interface Concerned {
  readonly step: Extract<TxStep, { kind: 'file' | 'sysctl' }>;
  readonly index: number;
}

/** Steps that were begun; in a later boot also the kernel settings that systemd set by our file, begun or not. */
function concerned(
  tx: Transaction,
  { reached }: Extract<TxState, { kind: 'reverting' }>,
  { moment }: Run,
): Concerned[] {
  const wasBooted = reached >= 0 && tx.bootId !== moment.bootId;
  return tx.steps.flatMap((step, index): Concerned[] => {
    if (step.kind !== 'file' && step.kind !== 'sysctl') return [];
    return index <= reached || (wasBooted && step.kind === 'sysctl') ? [{ step, index }] : [];
  });
}

/** A revert that a person asked for begins without a guard. That there can be none does not stop it. */
function nextOfGuard(tx: Transaction, tree: BoardTree, { tried }: Run): Act | null {
  if (tried.has('disarm') || tried.has('arm') || hasGuard(tree)) return null;
  return missingFolder(tx, tree, tried) ?? { kind: 'arm' };
}

function nextOfPrepared(tx: Transaction, tree: BoardTree, { tried }: Run): Act {
  const folder = missingFolder(tx, tree, tried, () => true);
  if (folder !== null) return folder;
  return tried.has('arm')
    ? { kind: 'journal', state: { kind: 'applying', index: 0, isDeferred: false } }
    : { kind: 'arm' };
}

function missingFolder(tx: Transaction, tree: BoardTree, tried: Run['tried'], isWanted = holdsGuard): Act | null {
  const path = tx.folders.find((each) => isWanted(each) && !isThere(tree, each) && !tried.has(`make-folder ${each}`));
  return path === undefined ? null : { kind: 'make-folder', path };
}

/** The lowest of them that is there and was not tried. */
function emptyFolder(folders: readonly string[], tx: Transaction, tree: BoardTree, { tried }: Run): Act | null {
  const acts = folders.toReversed().map((path): Act & { path: string } => ({ kind: 'remove-folder', path }));
  return acts.find((act) => isThere(tree, act.path) && !tried.has(nameOf(tx, act))) ?? null;
}

function holdsGuard(folder: string): boolean {
  return Object.values(guardPaths).some((path) => path.startsWith(`${folder}/`));
}

/** After the files: systemd reads them again, and the device is set up as its owner's own configuration says. */
function nextOfUnits(
  tx: Transaction,
  state: Extract<TxState, { kind: 'reverting' }>,
  tree: BoardTree,
  run: Run,
): Act | null {
  const hasFiles = tx.steps.slice(0, state.reached + 1).some(({ kind }) => kind === 'file');
  const reloads = hasFiles && tx.steps.some(({ kind }) => kind === 'reload');
  if (reloads && !run.tried.has('undo reload')) return { kind: 'reload' };
  if (run.tried.has('undo restart') || !mayRestart(tx, state, run) || !swapFits(tree)) return null;
  const standing = zramStanding(tx, tree);
  const unit = tx.steps.find((step) => step.kind === 'restart')?.unit;
  return unit !== undefined && (standing === 'ours' || standing === 'unfinished') ? { kind: 'restart', unit } : null;
}

/** Only what we set up ourselves: in this boot by a restart, in a later one by our files. */
function mayRestart(
  tx: Transaction,
  state: Extract<TxState, { kind: 'reverting' }>,
  { moment, isListed }: Run,
): boolean {
  const index = tx.steps.findIndex(({ kind }) => kind === 'restart');
  if (index < 0 || isListed) return false;
  return (state.reached >= index && !state.isDeferred) || tx.bootId !== moment.bootId;
}

/** What stands otherwise than it did, and why that was left so. */
export function leftOver(
  tx: Transaction,
  state: Extract<TxState, { kind: 'reverting' }>,
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
