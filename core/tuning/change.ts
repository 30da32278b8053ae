import { fail } from '../model/errors.ts';
import type { Begun } from '../model/tune/begin.ts';
import { beginTransaction } from '../model/tune/begin.ts';
import { hasGuard } from '../model/tune/guard.ts';
import { isThere } from '../model/tune/standing.ts';
import type { TunePlan } from '../model/tune/plan.ts';
import {
  confirmedMax,
  type RevertWhy,
  type Transaction,
  type TuneJournal,
  withState,
} from '../model/tune/transaction.ts';
import { holdsGuard } from '../model/tune/tx-folders.ts';
import { revertingState, standing, unsettled, verdictOn } from '../model/tune/verdict.ts';
import type { BoardHands } from '../ports/board-hands.ts';
import { carryOn, carryOnFrom, type Rested } from './carry-on.ts';
import { journalIn } from './journal.ts';

export type Applied =
  | { readonly kind: 'applied' | 'taken-back'; readonly rested: Rested }
  /** An earlier change waits for a person's word. */
  | { readonly kind: 'unconfirmed'; readonly transaction: Transaction }
  | Exclude<Begun, { kind: 'transaction' }>;

/** Carries out a plan that has steps, up to the moment where it waits for a word. The caller recovered before. */
export async function applyPlan(hands: BoardHands, plan: TunePlan, id: string): Promise<Applied> {
  const journal = journalIn(hands.tree);
  const [waiting] = unsettled(journal);
  if (waiting !== undefined) return { kind: 'unconfirmed', transaction: waiting };
  if (standing(journal).length >= confirmedMax) throw fail('tune-too-many', { have: confirmedMax });
  const { at, bootId } = hands.moment();
  const begun = beginTransaction(plan, hands.tree, { id, startedAt: at, bootId });
  if (begun.kind !== 'transaction') return begun;
  const next: TuneJournal = { format: 1, transactions: [...journal.transactions, begun.transaction] };
  const rested = await carryOnFrom(hands, next, id);
  return { kind: rested.transaction.state.kind === 'applied' ? 'applied' : 'taken-back', rested };
}

/** The change that waits becomes permanent; null when none waits. The caller recovered before. */
export async function confirmChange(hands: BoardHands): Promise<Rested | null> {
  const journal = journalIn(hands.tree);
  const waiting = unsettled(journal).find(({ state }) => state.kind === 'applied');
  if (waiting?.state.kind !== 'applied') return null;
  const { isDeferred } = waiting.state;
  const state = { kind: 'confirmed', isDeferred, at: hands.moment().at } as const;
  return await carryOnFrom(hands, withState(journal, waiting.id, state), waiting.id);
}

/** Takes back everything that stands, newest first, or the newest alone. The caller recovered before. */
export async function revertChanges(
  hands: BoardHands,
  { onlyLast }: { readonly onlyLast: boolean },
): Promise<Rested[]> {
  const journal = journalIn(hands.tree);
  const all = standing(journal);
  const chosen = onlyLast ? all.slice(0, 1) : all;
  return await takeBack(
    hands,
    journal,
    chosen.map((transaction) => ({ transaction, why: 'asked' })),
  );
}

/**
 * Settles what a program that is gone left behind, and what nobody confirmed in time. `unconfirmed`: the change of that id
 * is taken back if it still waits, whatever its time: what the timer asks for.
 */
export async function recover(hands: BoardHands, unconfirmed: string | null = null): Promise<Rested[]> {
  const journal = journalIn(hands.tree);
  const moment = hands.moment();
  const chosen = unsettled(journal).flatMap((transaction): ToTakeBack[] => {
    const verdict = verdictOn(transaction, moment);
    if (verdict.kind === 'revert') return [{ transaction, why: verdict.why }];
    return transaction.id === unconfirmed ? [{ transaction, why: 'not-confirmed' }] : [];
  });
  if (chosen.length > 0) return await takeBack(hands, journal, chosen);
  const isWaiting = unsettled(journal).length > 0;
  if (!isWaiting && hasGuard(hands.tree)) await dropGuard(hands, journal);
  return [];
}

interface ToTakeBack {
  readonly transaction: Transaction;
  readonly why: RevertWhy;
}

/** In one line of the journal, so that after a crash all of them are finished. */
async function takeBack(hands: BoardHands, journal: TuneJournal, chosen: readonly ToTakeBack[]): Promise<Rested[]> {
  let now = journal;
  for (const { transaction, why } of chosen) now = withState(now, transaction.id, revertingState(transaction, why));
  const [first] = chosen;
  if (first !== undefined) await armFirst(hands, first.transaction);
  const rested: Rested[] = [];
  for (const { transaction } of chosen) {
    const each: Rested =
      rested.length === 0 ? await carryOnFrom(hands, now, transaction.id) : await carryOn(hands, now, transaction.id);
    now = each.journal;
    rested.push(each);
  }
  return rested;
}

/**
 * The guard of a confirmed change is gone. It stands again before the journal says that we go back: else a power cut right
 * after that line would leave it to the next person who looks. Where it cannot, the revert itself tries, and tells.
 */
async function armFirst(hands: BoardHands, { id, folders }: Transaction): Promise<void> {
  if (hasGuard(hands.tree)) return;
  try {
    for (const path of folders) if (holdsGuard(path) && !isThere(hands.tree, path)) hands.makeFolder(path);
    await hands.arm(id);
  } catch {
    // A guard without which we go on all the same.
  }
}

/** A crash right after a confirmation leaves it. */
async function dropGuard(hands: BoardHands, journal: TuneJournal): Promise<void> {
  const last = journal.transactions.findLast(({ state }) => state.kind === 'confirmed');
  if (last === undefined) await hands.disarm();
  else await carryOn(hands, journal, last.id);
}
