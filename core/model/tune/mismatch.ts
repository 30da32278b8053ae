import { sha256Hex } from '../sha256.ts';
import { keyValue, liveZram } from './standing.ts';
import type { LiveZram, Transaction, TxState, TxStep } from './transaction.ts';
import type { BoardTree } from './tree.ts';

/**
 * What was read at the step where a change turned back by itself: the target and `found ≠ wanted`, in signs and names that no
 * language changes. Null where it did not turn back, or where there is nothing to read.
 */
export function mismatchOf({ steps, state, zram }: Transaction, next: TxState, tree: BoardTree): string | null {
  if (state.kind !== 'applying' || next.kind !== 'reverting') return null;
  const step = steps[state.index];
  switch (step?.kind) {
    case 'sysctl':
      return `${step.key}: ${keyValue(tree, step.key)} ≠ ${next.why === 'stale' ? step.before : step.after}`;
    case 'file':
      return fileMismatch(step, next.why === 'stale', tree);
    case 'restart':
      return zram === null ? null : zramMismatch(liveZram(tree), zram.wanted);
    case 'reload':
    case undefined:
      return null;
  }
}

function fileMismatch(
  { path, before, after }: Extract<TxStep, { kind: 'file' }>,
  isStale: boolean,
  tree: BoardTree,
): string {
  const found = tree.read(path);
  const now = found.kind === 'text' ? print({ sha256: sha256Hex(found.text), mode: found.mode }) : found.kind;
  const wanted = isStale ? (before.kind === 'absent' ? before.kind : print(before)) : print(after);
  return `${path}: ${now} ≠ ${wanted}`;
}

/** Enough to tell two apart. */
function print({ sha256, mode }: { readonly sha256: string; readonly mode: number }): string {
  return `${sha256.slice(0, 8)} ${mode.toString(8)}`;
}

function zramMismatch(now: LiveZram | null, wanted: LiveZram): string {
  const fields = ['sizeBytes', 'limitBytes', 'algorithm', 'priority'] as const;
  const differ = fields.filter((field) => now === null || now[field] !== wanted[field]);
  const words = (of: LiveZram) => differ.map((field) => `${field} ${of[field]}`).join(', ');
  return now === null ? `zram0: – ≠ ${words(wanted)}` : `zram0: ${words(now)} ≠ ${words(wanted)}`;
}
