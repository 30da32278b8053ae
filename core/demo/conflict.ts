/** Steps 5 to 8: a held lease, a divergence, a force push, an undo. */
import { takeLease } from '../engine/lock/lease.ts';
import { rowCount } from '../model/content.ts';
import { fail, type MembridgeError } from '../model/errors.ts';
import type { HistoryEntry } from '../model/history.ts';
import type { SyncReport } from '../model/report.ts';
import { lookIntoBucket } from './bucket-look.ts';
import { refusedSync, undoLast, withMachine, type DemoMachine } from './demo-machine.ts';
import { hasTitle, memoryRows, rowsIn, rowsKept, type MemoryRows } from './memory-rows.ts';
import { join, runCommand } from './sharing.ts';
import { mainTitle, shortPath, writeSession, type Stage } from './stage.ts';

/** Step 5. */
export async function meetLease(
  stage: Stage,
): Promise<{ titles: readonly string[]; refusal: MembridgeError<'lease-held'>; report: SyncReport }> {
  const { board, desktop, page, words, watch } = stage;
  page.say(words.leaseComing);
  await join(stage, desktop);
  const refused = await withMachine(desktop, 'change', async ({ machine }) => {
    const lease = await takeLease(machine, 'push');
    try {
      page.say(words.leaseTaken);
      const session = writeSession(stage, 'board', 2);
      page.command(board.label, 'membridge push');
      return { titles: session.titles, refusal: await refusedSync(board, 'push', 'lease-held', watch) };
    } finally {
      await lease.release();
    }
  });
  showRefusal(stage, refused.refusal);
  page.say(words.leaseReleased);
  return { ...refused, report: await runCommand(stage, board, 'push', 'push') };
}

export interface Diverged {
  readonly titles: readonly string[];
  readonly refusal: MembridgeError<'diverged'>;
  /** Of the board's database, before and after. */
  readonly sha256: string;
  /** The title that only the laptop wrote. */
  readonly laptopTitle: string;
}

/** Step 6. Throws if the refused sync changed anything, here or in the folder. */
export async function diverge(stage: Stage): Promise<Diverged> {
  const { laptop, board, page, words, watch } = stage;
  await runCommand(stage, laptop, 'sync', 'sync');
  const onLaptop = writeSession(stage, 'laptop', 3);
  await runCommand(stage, laptop, 'push', 'push');
  page.say(words.unseen);
  const onBoard = writeSession(stage, 'board', 4);
  const before = { sha256: await fileSha256(board), folder: await lookIntoBucket(stage.remoteFolder, []) };
  page.command(board.label, 'membridge sync');
  const refusal = await refusedSync(board, 'sync', 'diverged', watch);
  showRefusal(stage, refusal);
  const after = { sha256: await fileSha256(board), folder: await lookIntoBucket(stage.remoteFolder, []) };
  if (JSON.stringify(before) !== JSON.stringify(after))
    throw fail('unexpected', { detail: 'a refused sync changed something' });
  page.say(words.unchanged(after.folder.files.length));
  page.table([
    { cells: [words.checksums.before], note: before.sha256 },
    { cells: [words.checksums.after], note: after.sha256 },
  ]);
  return {
    titles: [...onLaptop.titles, ...onBoard.titles],
    refusal,
    sha256: after.sha256,
    laptopTitle: mainTitle(onLaptop),
  };
}

export interface Forced {
  readonly report: SyncReport;
  readonly restorePoint: string;
  /** What the laptop held before it took the board's memory. */
  readonly laptopRows: MemoryRows;
}

/** Step 7. */
export async function forceBoard(stage: Stage): Promise<Forced> {
  const { laptop, board, page, words, text } = stage;
  page.say(words.chosen);
  const report = await runCommand(stage, board, 'push --force --yes', 'force-push');
  for (const loser of report.entry?.losers ?? []) page.say(words.loserKept(loser.revision));
  const laptopRows = memoryRows(laptop.memoryPath);
  const taken = await runCommand(stage, laptop, 'sync', 'sync');
  const restorePoint = taken.entry?.restorePoint ?? null;
  if (restorePoint === null) throw fail('unexpected', { detail: 'the laptop set nothing aside' });
  const path = await restorePointPath(laptop, restorePoint);
  page.say(words.setAside(text.words.rows(rowCount(taken.entry?.rowsBefore ?? {})), shortPath(stage, path)));
  return { report, restorePoint: path, laptopRows };
}

/** Step 8. Throws unless every row of the laptop is back, and no other is there. */
export async function undoOnLaptop(
  stage: Stage,
  laptopRows: MemoryRows,
  title: string,
): Promise<{ entry: HistoryEntry; rows: number }> {
  const { laptop, page, words, text, watch } = stage;
  page.command(laptop.label, 'membridge undo --yes');
  const entry = await undoLast(laptop, watch);
  const { history, sync, rows } = text.words;
  const alsoKept = entry.restorePoint === null ? [] : [sync.keptAs(entry.restorePoint)];
  page.output([history.undoneHere(entry.undoes ?? 0, rows(rowCount(entry.rowsAfter ?? {}))), ...alsoKept]);
  const now = memoryRows(laptop.memoryPath);
  const [kept, all] = [rowsKept(laptopRows, now), rowsIn(laptopRows)];
  if (kept !== all || rowsIn(now) !== all || !hasTitle(laptop.memoryPath, title)) {
    throw fail('unexpected', { detail: `after the undo ${kept} of ${all} rows are back` });
  }
  page.say(words.rowsBack(kept, all, title));
  page.say(words.notAgain);
  await runCommand(stage, laptop, 'sync', 'sync');
  return { entry, rows: kept };
}

function showRefusal({ page, words, text }: Stage, refusal: MembridgeError): void {
  page.refusal(text.sentence(refusal), words.exitCode(refusal.exit));
}

async function fileSha256(machine: DemoMachine): Promise<string> {
  return withMachine(machine, 'look', ({ machine: engine }) => engine.scratch.sha256(machine.memoryPath));
}

async function restorePointPath(machine: DemoMachine, id: string): Promise<string> {
  return withMachine(machine, 'look', async ({ machine: engine }) => {
    const path = await engine.restorePoints.path(id);
    if (path === null) throw fail('unexpected', { detail: `the restore point ${id} is not there` });
    return path;
  });
}
