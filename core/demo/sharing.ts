/** Steps 1 to 3: a memory, published, and taken by a second machine. */
import { statSync } from 'node:fs';
import { mergeLines } from '../cli/merge-result.ts';
import { makeBlankMemory } from '../host/compose/blank-memory.ts';
import type { MergeIntent } from '../engine/records/sync-records.ts';
import type { MergeDone } from '../host/run-merge.ts';
import { fail, type ErrorCode } from '../model/errors.ts';
import { demoProjects, demoStartEpochMs, fillDemoDatabase } from './data.ts';
import { connectMachine, syncMachine, type DemoMachine } from './demo-machine.ts';
import { memoryRows, memoryTables, rowsIn, rowsKept, rowsPerTable } from './memory-rows.ts';
import { shortPath, type Stage } from './stage.ts';

const sessions = 200;

/** Step 1. Returns the titles that were written down. */
export async function makeMemory(stage: Stage): Promise<{ titles: string[]; bytes: number }> {
  const { laptop, page, words, text } = stage;
  makeBlankMemory(laptop.memoryPath);
  const made = fillDemoDatabase(laptop.memoryPath, {
    sessions,
    seed: 'demonstration',
    machine: laptop.label,
    startEpochMs: demoStartEpochMs,
  });
  const rows = Object.values(rowsPerTable(laptop.memoryPath)).reduce((sum, count) => sum + count, 0);
  const bytes = statSync(laptop.memoryPath).size;
  page.say(words.memoryMade(made.length, demoProjects.length, text.words.rows(rows), text.format.bytes(bytes)));
  page.say(words.lies(shortPath(stage, laptop.memoryPath)));
  return { titles: made.flatMap(({ titles }) => titles), bytes };
}

/** Step 2. */
export async function publishFirst(stage: Stage): Promise<MergeDone> {
  const { laptop, page, words, passphrase, passphraseFile } = stage;
  await join(stage, laptop);
  page.say(words.sealed(passphrase, shortPath(stage, passphraseFile)));
  return runCommand(stage, laptop, 'sync', 'sync');
}

/** Step 3. Throws unless both machines hold the same then. */
export async function joinAndFetch(stage: Stage): Promise<MergeDone> {
  const { board, page, words } = stage;
  makeBlankMemory(board.memoryPath);
  page.say(words.startedOnce);
  await join(stage, board);
  const done = await runCommand(stage, board, 'sync', 'sync');
  requireSame(stage);
  showCounts(stage);
  return done;
}

/** Rows of both machines, by kind. */
export function showCounts({ laptop, board, page, words, text }: Stage): void {
  const counts = (machine: DemoMachine) => {
    const rows = rowsPerTable(machine.memoryPath);
    return memoryTables.map((table) => text.format.number(rows[table]));
  };
  page.table([
    { cells: ['', ...memoryTables.map((table) => words.tables[table])] },
    { cells: [laptop.label, ...counts(laptop)] },
    { cells: [board.label, ...counts(board)], note: words.equal },
  ]);
}

/** Row for row, but for what each machine counts for itself. */
export function requireSame({ laptop, board }: Stage): void {
  const [here, there] = [memoryRows(laptop.memoryPath), memoryRows(board.memoryPath)];
  const same = rowsKept(here, there);
  if (same !== rowsIn(here) || same !== rowsIn(there))
    throw fail('unexpected', { detail: `the machines share ${same} rows of ${rowsIn(here)} and ${rowsIn(there)}` });
}

/** Runs `sync`, `push` or `pull` and shows what it says; it must end well, or with the fault `expected`. `line`: as a person types it. */
export async function runCommand(
  stage: Stage,
  machine: DemoMachine,
  line: string,
  intent: MergeIntent,
  expected: ErrorCode | null = null,
): Promise<MergeDone> {
  const { page, words, text, watch } = stage;
  page.command(machine.label, `membridge ${line}`);
  const done = await syncMachine(machine, intent, watch);
  if (done.fault !== null && done.fault.code !== expected) throw done.fault;
  const [said, ...more] = mergeLines(done, text, machine.memoryPath);
  page.output([`${said ?? ''} ${words.took(done.durationMs, done.requests)}`.trim(), ...more]);
  return done;
}

/** `init`, on a machine that is not the first one too. */
async function join(stage: Stage, machine: DemoMachine): Promise<void> {
  const { page, text, passphrase, passphraseFile, remoteFolder } = stage;
  const [remote, file] = [shortPath(stage, remoteFolder), shortPath(stage, passphraseFile)];
  page.command(machine.label, `membridge init --folder ${remote} --passphrase-file ${file}`);
  const { connection, how } = await connectMachine(machine, remoteFolder, passphrase);
  page.output([text.words.connect[how](connection.project, remote)]);
}
