import { fail } from '../model/errors.ts';
import { emptyJournal, journalPath, parseJournal, type TuneJournal } from '../model/tune/transaction.ts';
import type { BoardTree } from '../model/tune/tree.ts';

/** The journal of a tree. Throws `tune-journal-damaged` for what cannot be read: nothing is done by guess. */
export function journalIn(tree: BoardTree): TuneJournal {
  const found = tree.read(journalPath);
  if (found.kind === 'absent') return emptyJournal;
  const journal = found.kind === 'text' ? parseJournal(found.text) : null;
  if (journal !== null) return journal;
  const finding = found.kind === 'unreadable' ? found.reason : 'damaged';
  throw fail('tune-journal-damaged', { path: journalPath, finding });
}
