import type { Instant } from '../ids.ts';
import { guardPaths, isGuardForeign } from './guard.ts';
import type { TunePlan } from './plan.ts';
import { sha256Hex } from '../sha256.ts';
import type { Step } from './plan-steps.ts';
import { isThere, liveZram } from './standing.ts';
import type { LiveZram, Transaction, TxStep } from './transaction.ts';
import type { BoardTree } from './tree.ts';

/** A transaction for a plan; or what stands against it, for a person to read. */
export type Begun =
  | { readonly kind: 'transaction'; readonly transaction: Transaction }
  /** The machine is not as the plan found it. */
  | { readonly kind: 'stale'; readonly target: string }
  /** What was before could not be had again. */
  | { readonly kind: 'no-way-back'; readonly target: string }
  | { readonly kind: 'foreign'; readonly target: string };

interface Beginning {
  /** 16 hex digits. */
  readonly id: string;
  readonly startedAt: Instant;
  readonly bootId: string | null;
}

/** Takes down what every step finds, so that it can be had again byte for byte. Only for a plan with steps. */
export function beginTransaction(plan: TunePlan, tree: BoardTree, { id, startedAt, bootId }: Beginning): Begun {
  const { profile, overlays, owner, hash } = plan;
  if (profile === null || owner === null || plan.steps.length === 0) throw new Error('a plan without steps');
  if (isGuardForeign(tree)) return { kind: 'foreign', target: guardPaths.unit };
  const steps: TxStep[] = [];
  for (const step of plan.steps) {
    const taken = takenDown(step, tree);
    if ('against' in taken) return { kind: taken.against, target: taken.target };
    steps.push(taken);
  }
  const files = steps.flatMap((step) => (step.kind === 'file' ? [step.path] : []));
  const zram = steps.some(({ kind }) => kind === 'restart')
    ? { before: liveZram(tree), wanted: wantedZram(plan) }
    : null;
  const folders = missingFolders(tree, [...files, ...Object.values(guardPaths)]);
  return {
    kind: 'transaction',
    transaction: {
      id,
      hash,
      profile,
      overlays,
      owner,
      startedAt,
      bootId,
      steps,
      folders,
      zram,
      state: { kind: 'prepared' },
    },
  };
}

type Against = { readonly against: 'stale' | 'no-way-back'; readonly target: string };

function takenDown(step: Step, tree: BoardTree): TxStep | Against {
  switch (step.kind) {
    case 'file': {
      const { path, before, after } = step;
      const found = tree.read(path);
      if (before.kind === 'absent') {
        return isThere(tree, path) ? { against: 'stale', target: path } : { kind: 'file', path, before, after };
      }
      if (found.kind !== 'text' || sha256Hex(found.text) !== before.sha256 || found.mode !== before.mode) {
        return { against: 'stale', target: path };
      }
      return { kind: 'file', path, before: { ...before, text: found.text }, after };
    }
    case 'sysctl': {
      const { key, before, after, counterpart } = step;
      if (counterpart === null || before !== 0) return { kind: 'sysctl', key, before, after, counterpart: null };
      // The other half is what counted: writing it again is the only way back, and writing 0 would be none.
      const { key: other, value } = counterpart;
      if (value === null || value === 0) return { against: 'no-way-back', target: key };
      return { kind: 'sysctl', key, before, after, counterpart: { key: other, value } };
    }
    case 'unit':
      return step.act === 'restart' ? { kind: 'restart', unit: step.unit } : { kind: 'reload' };
  }
}

/** The rows of a plan that has steps for zram tell all four. */
function wantedZram({ rows }: TunePlan): LiveZram {
  const wanted = (key: string) => rows.find((row) => row.key === key)?.new;
  const [sizeBytes, limitBytes] = [Number(wanted('zram.size')), Number(wanted('zram.limit'))];
  return {
    sizeBytes,
    limitBytes,
    algorithm: String(wanted('zram.algorithm')),
    priority: Number(wanted('zram.priority')),
  };
}

/** Those on the way to the paths that are not there, from the top down. */
function missingFolders(tree: BoardTree, paths: readonly string[]): string[] {
  const folders = paths.flatMap((path) => {
    const words = path.split('/').slice(1, -1);
    return words.map((_, index) => `/${words.slice(0, index + 1).join('/')}`);
  });
  return [...new Set(folders)].filter((folder) => !isThere(tree, folder)).toSorted((a, b) => a.length - b.length);
}
