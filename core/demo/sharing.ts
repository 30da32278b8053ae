/** Steps 1 to 4: a memory, published, fetched, and kept the same. */
import { statSync } from 'node:fs';
import { syncLines } from '../cli/sync-result.ts';
import { makeBlankMemory } from '../host/compose/blank-memory.ts';
import { readManifest } from '../engine/snapshots/download.ts';
import { readHeads } from '../engine/lock/heads.ts';
import { fail } from '../model/errors.ts';
import { partBytes } from '../model/limits.ts';
import type { Intent } from '../model/observation.ts';
import type { SyncReport } from '../model/report.ts';
import { demoProjects, demoStartEpochMs, fillDemoDatabase } from './data.ts';
import { connectMachine, syncMachine, withMachine, type DemoMachine } from './demo-machine.ts';
import { memoryTables, rowsPerTable } from './memory-rows.ts';
import { shortPath, writeSession, type Stage } from './stage.ts';

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
export async function publishFirst(stage: Stage): Promise<{ report: SyncReport }> {
  const { laptop, page, words, passphrase, passphraseFile } = stage;
  await join(stage, laptop);
  page.say(words.sealed(passphrase, shortPath(stage, passphraseFile)));
  return { report: await runCommand(stage, laptop, 'push', 'push') };
}

/** Step 3. Throws unless both machines hold the same then. */
export async function joinAndFetch(stage: Stage): Promise<{ report: SyncReport; digest: string }> {
  const { laptop, board, page, words, text } = stage;
  await join(stage, board);
  const report = await runCommand(stage, board, 'pull', 'pull');
  const digests = [await digestOf(laptop), await digestOf(board)] as const;
  if (digests[0] !== digests[1])
    throw fail('unexpected', { detail: 'the two machines hold different memories after a pull' });
  const counts = (machine: DemoMachine) => {
    const rows = rowsPerTable(machine.memoryPath);
    return memoryTables.map((table) => text.format.number(rows[table]));
  };
  page.table([
    { cells: ['', ...memoryTables.map((table) => words.tables[table])] },
    { cells: [laptop.label, ...counts(laptop)] },
    { cells: [board.label, ...counts(board)], note: words.equal },
  ]);
  return { report, digest: digests[0] };
}

/** Step 4. */
export async function publishMore(
  stage: Stage,
): Promise<{ titles: readonly string[]; report: SyncReport; partsSent: number; parts: number }> {
  const { laptop, board, page, words, text } = stage;
  const { titles } = writeSession(stage, 'laptop', 1);
  const report = await runCommand(stage, laptop, 'push', 'push');
  const parts = await partsOfNewest(laptop);
  page.say(words.partsSent(parts.fresh, parts.all, text.format.bytes(partBytes)));
  await runCommand(stage, board, 'sync', 'sync');
  page.say(words.caughtUp(rowsPerTable(board.memoryPath).sdk_sessions));
  return { titles, report, partsSent: parts.fresh, parts: parts.all };
}

/** Runs `sync`, `push` or `pull` where it must succeed, and shows what it says. `line`: as a person types it. */
export async function runCommand(
  stage: Stage,
  machine: DemoMachine,
  line: string,
  intent: Intent,
): Promise<SyncReport> {
  const { page, words, text, watch } = stage;
  page.command(machine.label, `membridge ${line}`);
  const report = await syncMachine(machine, intent, watch);
  const [said, ...more] = syncLines(report, text);
  page.output([`${said ?? ''} ${words.took(report.durationMs, report.requests)}`, ...more]);
  return report;
}

/** `init`, on a machine that is not the first one too. */
export async function join(stage: Stage, machine: DemoMachine): Promise<void> {
  const { page, text, passphrase, passphraseFile, remoteFolder } = stage;
  const [remote, file] = [shortPath(stage, remoteFolder), shortPath(stage, passphraseFile)];
  page.command(machine.label, `membridge init --folder ${remote} --passphrase-file ${file}`);
  const { connection, how } = await connectMachine(machine, remoteFolder, passphrase);
  page.output([text.words.connect[how](connection.project, remote)]);
}

async function digestOf(machine: DemoMachine): Promise<string> {
  return withMachine(machine, 'look', async (composed) => (await composed.machine.source.digest()).digest);
}

/** How many parts the newest snapshot has, and how many of them were stored with it. */
async function partsOfNewest(machine: DemoMachine): Promise<{ all: number; fresh: number }> {
  return withMachine(machine, 'look', async ({ machine: engine }) => {
    const { view } = await readHeads(engine, engine.state.base());
    if (view.kind !== 'one') throw fail('unexpected', { detail: 'the folder has no single newest revision' });
    const { parts } = await readManifest(engine, view.head);
    const snapshot = view.head.manifest.key.replace(/[^/]+$/, '');
    return { all: parts.length, fresh: parts.filter(({ key }) => key.startsWith(snapshot)).length };
  });
}
