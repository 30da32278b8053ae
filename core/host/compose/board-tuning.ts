import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fail, isFault } from '../../model/errors.ts';
import { isThere } from '../../model/tune/standing.ts';
import { journalFolder, type Settled } from '../../model/tune/transaction.ts';
import { boardFacts } from '../../model/tune/facts.ts';
import { type PlanWish, tunePlan } from '../../model/tune/plan.ts';
import { codeOf, fileFault } from '../../platform/file-fault.ts';
import { holdFile, type HeldFile } from '../../platform/held-file.ts';
import { runServiceProgram } from '../../platform/service-programs.ts';
import type { BoardHands } from '../../ports/board-hands.ts';
import { boardTree } from '../../tuning/board-tree.ts';
import { type Applied, applyPlan, confirmChange, recover, revertChanges } from '../../tuning/change.ts';
import { treeActs } from '../../tuning/tree-acts.ts';
import { treeHands } from '../../tuning/tree-hands.ts';
import { commandWord, unitWord } from '../service/unit-words.ts';
import { momentOf, ownProgram } from './board-look.ts';
import { listedUnits, type RunProgram, systemdUnits } from './board-units.ts';
import type { Tools } from './tools.ts';

/** How long one waits for another program that changes settings: a restart of zram takes seconds, its limit is two minutes. */
const patienceMs = 600_000;

/** What came of a wish to apply: nothing was done but what `kind` says. */
export interface AppliedHere {
  /** What an earlier program had left, settled first. */
  readonly recovered: readonly Settled[];
  readonly applied: Applied;
  /** Commands that would have been run, for a tree that no systemd runs from. */
  readonly listed: readonly string[];
}

/**
 * Applies the plan for a machine as it is now. `hash` is that of the plan that was shown: another one is refused as stale.
 * Throws as `withHands` does, and `tune-journal-damaged`.
 */
export function applyHere(root: string, tools: Tools, wish: PlanWish, hash: string): Promise<AppliedHere> {
  return withHands(root, tools, async (hands, listed) => {
    const recovered = await recover(hands);
    const plan = tunePlan(boardFacts(hands.tree), wish);
    // After a recovery the machine is another one than was planned for.
    if (plan.hash !== hash || plan.steps.length === 0) {
      return { recovered, applied: { kind: 'stale', target: 'tune plan' }, listed };
    }
    return { recovered, applied: await applyPlan(hands, plan, tools.random.hex(8)), listed };
  });
}

/** `confirmed` null: nothing waits. */
export function confirmHere(
  root: string,
  tools: Tools,
): Promise<{ readonly recovered: readonly Settled[]; readonly confirmed: Settled | null }> {
  return withHands(root, tools, async (hands) => ({
    recovered: await recover(hands),
    confirmed: await confirmChange(hands),
  }));
}

export function revertHere(
  root: string,
  tools: Tools,
  wish: { readonly onlyLast: boolean },
): Promise<{ readonly settled: readonly Settled[]; readonly listed: readonly string[] }> {
  return withHands(root, tools, async (hands, listed) => {
    const recovered = await recover(hands);
    // The last one may just have been taken back.
    const more = wish.onlyLast && recovered.length > 0 ? [] : await revertChanges(hands, wish);
    return { settled: [...recovered, ...more], listed };
  });
}

/** What the guard runs: patient, since it is the only one that does so. */
export function recoverHere(root: string, tools: Tools, unconfirmed: string | null): Promise<readonly Settled[]> {
  return withHands(root, tools, (hands) => recover(hands, unconfirmed), patienceMs);
}

/**
 * Gives the hands to `work` while no other program changes anything here. Throws `tune-no-systemd` on a machine without it,
 * `tune-busy` when another still works after `waitMs`.
 */
export async function withHands<T>(
  root: string,
  tools: Tools,
  work: (hands: BoardHands, listed: readonly string[]) => Promise<T>,
  waitMs = 0,
): Promise<T> {
  const own = realpathSync(root);
  const isReal = own === '/';
  if (isReal && !existsSync('/run/systemd/system')) throw fail('tune-no-systemd', { root: own });
  const lock = await locked(own, tools, waitMs);
  const listed: string[] = [];
  const program = ownProgram(tools);
  const run: RunProgram = ([command, ...args]) => runServiceProgram(command, args, tools.at.env);
  try {
    const hands = treeHands({
      root: own,
      units: isReal ? systemdUnits(run, program) : listedUnits(program, listed),
      moment: momentOf(own, tools),
      recoverCommand: [unitWord(program.node), commandWord(program.program), 'tune', 'recover'].join(' '),
    });
    return await work(hands, listed);
  } catch (error) {
    // The journal could not be written: what is half done is settled at the next start.
    const fault = fileFault(error, join(own, journalFolder), 0);
    if (isFault(fault) || codeOf(error) === null) throw fault;
    throw fail('tune-failed', { detail: error instanceof Error ? error.message : String(error) }, error);
  } finally {
    lock.release();
  }
}

async function locked(root: string, { clock }: Pick<Tools, 'clock'>, waitMs: number): Promise<HeldFile> {
  const endMs = clock.monotonicMs() + waitMs;
  try {
    makeFolders(root);
    for (;;) {
      const lock = holdFile(join(root, journalFolder, 'lock'), 0o600);
      if (lock !== null) return lock;
      if (clock.monotonicMs() >= endMs) throw fail('tune-busy', { folder: journalFolder });
      await clock.sleep(1_000);
    }
  } catch (error) {
    if (isFault(error)) throw error;
    throw fail('tune-failed', { detail: `${journalFolder}: ${codeOf(error) ?? String(error)}` }, error);
  }
}

function makeFolders(root: string): void {
  const tree = boardTree(root);
  const acts = treeActs(root, () => {});
  const words = journalFolder.split('/').slice(1);
  for (const [index] of words.entries()) {
    const folder = `/${words.slice(0, index + 1).join('/')}`;
    if (!isThere(tree, folder)) acts.makeFolder(folder);
  }
}
