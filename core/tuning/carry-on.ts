import { isFault } from '../model/errors.ts';
import { type Act, nameOf, type Run } from '../model/tune/act.ts';
import { mismatchOf } from '../model/tune/mismatch.ts';
import { nextAct } from '../model/tune/next-act.ts';
import { journalText, type Settled, type Transaction, type TuneJournal, withState } from '../model/tune/transaction.ts';
import { revertingState } from '../model/tune/verdict.ts';
import type { BoardHands } from '../ports/board-hands.ts';

/** Above any sequence of acts: 64 steps forth and back, each with its lines of the journal and its folders. */
const actsMax = 1_000;

/** A settled change, and the journal as it is then. */
export interface Rested extends Settled {
  readonly journal: TuneJournal;
}

/**
 * Does what is next until nothing is: applies, takes back, or finishes what a crash left. What fails while applying is
 * taken back; what fails while taking back is told as drift. Throws only when the journal itself cannot be written at the
 * end: then it still says that this is unsettled, and the next start goes on.
 */
export async function carryOn(hands: BoardHands, journal: TuneJournal, id: string): Promise<Rested> {
  const tried = new Set<string>();
  const failed = new Set<string>();
  const faults: string[] = [];
  let now = journal;
  for (let acts = 0; acts < actsMax; acts += 1) {
    const tx = transactionIn(now, id);
    const run: Run = { tried, failed, moment: hands.moment(), isListed: hands.isListed };
    const act = nextAct(tx, hands.tree, run);
    if (act.kind === 'end') return { journal: now, transaction: tx, faults };
    tried.add(nameOf(tx, act));
    try {
      if (act.kind === 'journal') {
        const mismatch = faults.length > 0 ? null : mismatchOf(tx, act.state, hands.tree);
        if (mismatch !== null) faults.push(mismatch);
        now = written(hands, withState(now, id, act.state));
      } else await perform(hands, act, id);
    } catch (error) {
      const isGoingBack = tx.state.kind === 'reverting';
      if (act.kind === 'journal' && isGoingBack) throw error;
      failed.add(nameOf(tx, act));
      faults.push(lineOf(act, error));
      // In memory alone where the journal cannot be written: on the disk it then tells of an earlier step, which is as safe.
      if (!isGoingBack) now = reverting(hands, now, tx);
    }
  }
  throw new Error(`the change ${id} of settings does not come to rest`);
}

/** Begins with a line of the journal, then carries on. */
export function carryOnFrom(hands: BoardHands, journal: TuneJournal, id: string): Promise<Rested> {
  return carryOn(hands, written(hands, journal), id);
}

function reverting(hands: BoardHands, journal: TuneJournal, tx: Transaction): TuneJournal {
  if (tx.state.kind === 'confirmed' || tx.state.kind === 'reverted') return journal;
  const next = withState(journal, tx.id, revertingState(tx, 'failed'));
  try {
    return written(hands, next);
  } catch {
    return next;
  }
}

function written(hands: BoardHands, journal: TuneJournal): TuneJournal {
  hands.writeJournal(journalText(journal));
  return journal;
}

async function perform(hands: BoardHands, act: Exclude<Act, { kind: 'journal' | 'end' }>, id: string): Promise<void> {
  switch (act.kind) {
    case 'arm':
      return await hands.arm(id);
    case 'disarm':
      return await hands.disarm();
    case 'reload':
      return await hands.reload();
    case 'restart':
      return await hands.restart(act.unit, act.algorithm);
    case 'make-folder':
      return hands.makeFolder(act.path);
    case 'remove-folder':
      return hands.removeFolder(act.path);
    case 'write':
      return hands.writeFile(act.path, act.content.text, act.content.mode);
    case 'remove':
      return hands.removeFile(act.path);
    case 'set':
      return hands.setKey(act.key, act.value, act.zeroes);
  }
}

function transactionIn({ transactions }: TuneJournal, id: string): Transaction {
  const found = transactions.find((each) => each.id === id);
  if (found === undefined) throw new Error(`the journal has no change ${id}`);
  return found;
}

function lineOf(act: Act, error: unknown): string {
  const what = 'path' in act ? act.path : 'key' in act ? act.key : 'unit' in act ? act.unit : act.kind;
  const isRefused = isFault(error, 'service-failed');
  const why = isRefused ? error.data.detail : error instanceof Error ? error.message : String(error);
  return `${what}: ${why.replace(/[.\s]+$/, '')}`;
}
