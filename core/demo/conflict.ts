/** Steps 4 to 6: both machines write, both correct one title, and the folder is away for a while. */
import { renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { conflictLines } from '../cli/conflict-lines.ts';
import { findConflict, listConflicts, settleAs } from '../host/conflict-desk.ts';
import type { MergeDone } from '../host/run-merge.ts';
import { fail } from '../model/errors.ts';
import { withMerge } from './demo-machine.ts';
import { hasTitle, memoryRows, rowsIn, rowsKept } from './memory-rows.ts';
import { requireSame, runCommand, showCounts } from './sharing.ts';
import { mainTitle, writeSession, type Stage } from './stage.ts';

export interface Written {
  readonly titles: readonly string[];
  /** Of the laptop's last sync. */
  readonly done: MergeDone;
}

/** Step 4. Throws unless both machines hold what both wrote. */
export async function bothWrite(stage: Stage): Promise<Written> {
  const { laptop, board, page, words } = stage;
  const sessions = [writeSession(stage, 'laptop', 1), writeSession(stage, 'board', 2)];
  await runCommand(stage, laptop, 'sync', 'sync');
  await runCommand(stage, board, 'sync', 'sync');
  const done = await runCommand(stage, laptop, 'sync', 'sync');
  requireSame(stage);
  showCounts(stage);
  page.say(words.united);
  return { titles: sessions.flatMap(({ titles }) => titles), done };
}

export interface Settled {
  readonly title: string;
  readonly lost: string;
  readonly kept: string;
}

/** Step 5. Throws unless the conflict is listed, shown, settled, and the same on both machines then. */
export async function correctTwice(stage: Stage, title: string): Promise<Settled> {
  const { laptop, board, page, words, text } = stage;
  const [onLaptop, onBoard] = [words.corrected(title, 'laptop'), words.corrected(title, 'board')];
  for (const [machine, name, corrected] of [
    [laptop, 'laptop', onLaptop],
    [board, 'board', onBoard],
  ] as const) {
    setTitle(machine.memoryPath, title, corrected);
    page.say(words.correction(name, corrected));
  }
  await runCommand(stage, laptop, 'sync', 'sync');
  await runCommand(stage, board, 'sync', 'sync');
  page.say(words.ruled);
  page.command(board.label, 'membridge conflicts show 1');
  await withMerge(board, 'change', async (merge) => {
    const listed = listConflicts(merge, board.label, false);
    if (listed.length !== 1) throw fail('unexpected', { detail: `${listed.length} conflicts are listed` });
    page.output((await conflictLines(merge, board.label, findConflict(merge, '1'), text)).lines);
  });
  page.command(board.label, 'membridge conflicts keep 1 theirs');
  await withMerge(board, 'change', (merge) => settleAs(merge, findConflict(merge, '1'), 'theirs'));
  page.output([text.words.merge.desk.kept.theirs(1), `${text.words.hint}: ${text.words.merge.desk.syncNext}`]);
  await runCommand(stage, board, 'sync', 'sync');
  await runCommand(stage, laptop, 'sync', 'sync');
  requireSame(stage);
  for (const { memoryPath } of [laptop, board]) {
    if (!hasTitle(memoryPath, onLaptop)) throw fail('unexpected', { detail: 'the chosen title is not there' });
  }
  return { title, lost: onBoard, kept: onLaptop };
}

export interface Away {
  readonly titles: readonly string[];
  readonly refusal: { readonly exitCode: number; readonly code: string; readonly kept: number };
}

/** Step 6. Throws unless what was written meanwhile is on both machines afterwards. */
export async function workAway(stage: Stage): Promise<Away> {
  const { laptop, board, page, words, text, remoteFolder } = stage;
  renameSync(remoteFolder, `${remoteFolder}-away`);
  page.say(words.unplugged);
  const session = writeSession(stage, 'laptop', 3);
  const done = await runCommand(stage, laptop, 'sync', 'sync', 'remote-missing');
  const { fault } = done;
  if (fault === null) throw fail('unexpected', { detail: 'a folder that is away was found' });
  page.refusal(text.sentence(fault), words.exitCode(fault.exit));
  renameSync(`${remoteFolder}-away`, remoteFolder);
  page.say(words.pluggedIn);
  await runCommand(stage, laptop, 'sync', 'sync');
  await runCommand(stage, board, 'sync', 'sync');
  requireSame(stage);
  if (!hasTitle(board.memoryPath, mainTitle(session)))
    throw fail('unexpected', { detail: 'a session written while the folder was away is lost' });
  const rows = memoryRows(laptop.memoryPath);
  page.say(words.rowsEqual(rowsKept(rows, memoryRows(board.memoryPath)), rowsIn(rows)));
  return {
    titles: session.titles,
    refusal: { exitCode: fault.exit, code: fault.code, kept: done.pending },
  };
}

/** As a person does in claude-mem's viewer. */
function setTitle(path: string, from: string, to: string): void {
  const db = new Database(path, { fileMustExist: true });
  try {
    db.prepare('UPDATE observations SET title = ? WHERE title = ?').run(to, from);
  } finally {
    db.close();
  }
}
