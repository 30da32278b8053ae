/** The scenes in which acts are killed, each ready for its act. */
import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { run } from './crash-machine.ts';
import type { CrashAct } from './crash-machine.ts';
import { addRows, copyScene, type CrashScene, emptyScene, type MachineName } from './crash-scene.ts';

const sync = { kind: 'sync', intent: 'sync' } as const;

/** Both machines agree on two memories, after a second one came to the board: it has a restore point to go back to. */
export async function agreedScene(): Promise<CrashScene> {
  const scene = await emptyScene();
  addRows(scene.laptop.database, ['first']);
  await run(scene.laptop, sync);
  await run(scene.board, sync);
  inWalMode(scene.board.database);
  addRows(scene.laptop.database, ['second']);
  await run(scene.laptop, sync);
  await run(scene.board, sync);
  return scene;
}

/** As claude-mem's worker leaves it; what we place anew is in rollback-journal mode until it is opened by one. */
function inWalMode(path: string): void {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.close();
}

/** The laptop has a memory that nobody else has. `textChars`: how long it is. */
export async function unpublishedScene(agreed: CrashScene, textChars?: number): Promise<CrashScene> {
  const scene = await copyScene(agreed);
  addRows(scene.laptop.database, ['from laptop'], textChars);
  return scene;
}

/** The laptop has published a memory that the board has not. */
export async function behindScene(agreed: CrashScene, textChars?: number): Promise<CrashScene> {
  const scene = await unpublishedScene(agreed, textChars);
  await run(scene.laptop, sync);
  return scene;
}

/** As `behindScene`, and the board has one of its own. */
export async function divergedScene(agreed: CrashScene): Promise<CrashScene> {
  const scene = await behindScene(agreed);
  addRows(scene.board.database, ['from board']);
  return scene;
}

/** The board has forced its memory over the laptop's. */
export async function forcedScene(agreed: CrashScene): Promise<CrashScene> {
  const scene = await divergedScene(agreed);
  await run(scene.board, { kind: 'sync', intent: 'force-push' });
  return scene;
}

/** The laptop has published; the board has no memory yet. */
export async function joiningScene(): Promise<CrashScene> {
  const scene = await emptyScene();
  addRows(scene.laptop.database, ['first']);
  await run(scene.laptop, sync);
  return scene;
}

export const brokenBytes = 'no database any more '.repeat(500);

/** As `behindScene`, and the board's file cannot be opened any more; what was last written to it lies in its -wal. */
export async function brokenScene(agreed: CrashScene): Promise<CrashScene> {
  const scene = await behindScene(agreed);
  writeFileSync(scene.board.database, brokenBytes);
  writeFileSync(`${scene.board.database}-wal`, 'of the broken one');
  return scene;
}

/** An act with the scene it is for. */
export interface CrashCase {
  readonly name: string;
  readonly scene: (agreed: CrashScene) => Promise<CrashScene>;
  readonly actor: MachineName;
  readonly act: CrashAct;
  /** Walked only where all is: its steps are those of another case. */
  readonly isVariant?: true;
}

/** The cases of an ordinary run of the tests. */
export const usual = (cases: readonly CrashCase[]): readonly CrashCase[] => cases.filter(({ isVariant }) => !isVariant);

export const publishCases: readonly CrashCase[] = [
  { name: 'a push', scene: unpublishedScene, actor: 'laptop', act: { kind: 'sync', intent: 'push' } },
  { name: 'a force push', scene: divergedScene, actor: 'board', act: { kind: 'sync', intent: 'force-push' } },
  { name: 'an undo of a force push', scene: forcedScene, actor: 'board', act: { kind: 'undo' } },
];

export const pullCases: readonly CrashCase[] = [
  { name: 'a first pull', scene: joiningScene, isVariant: true, actor: 'board', act: { kind: 'sync', intent: 'pull' } },
  { name: 'a pull', scene: behindScene, actor: 'board', act: { kind: 'sync', intent: 'pull' } },
  { name: 'a force pull', scene: divergedScene, actor: 'board', act: { kind: 'sync', intent: 'force-pull' } },
  {
    name: 'a pull of what another forced',
    scene: forcedScene,
    isVariant: true,
    actor: 'laptop',
    act: { kind: 'sync', intent: 'pull' },
  },
];

export const restoreCases: readonly CrashCase[] = [
  { name: 'a restore', scene: divergedScene, actor: 'board', act: { kind: 'restore', id: 'r2' } },
  {
    name: 'a restore of a revision',
    scene: divergedScene,
    isVariant: true,
    actor: 'board',
    act: { kind: 'restore', id: 'v1' },
  },
  { name: 'an undo of a pull', scene: copyScene, actor: 'board', act: { kind: 'undo' } },
];
