/** Kills an act at one point after another, and looks each time at what is there: at once, after the next run, at the end. */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { isFault } from '../../core/model/errors.ts';
import { type CrashAct, run } from './crash-machine.ts';
import { crash, pointsOf } from './crash-run.ts';
import { copyScene, type CrashScene, type MachineName, reachable, removeScene, titlesOf } from './crash-scene.ts';
import { assertAgreed, assertQuiet, sentSnapshots, unreachable, withoutRemote } from './crash-checks.ts';
import { assertHealthy } from './database-checks.ts';

export interface Walk {
  /** Copied for each crash; nothing runs in it. */
  readonly scene: CrashScene;
  readonly actor: MachineName;
  readonly act: CrashAct;
  /** Which of the act's points to die at. */
  readonly at: (point: string) => boolean;
  /** Points at every change of a file too. */
  readonly files?: boolean;
}

/** Every write of the journal, before and after it is on the disk. */
export const journalWrites = (point: string): boolean =>
  /state\.(setJournal|clearJournal|transaction)/.test(point) && !point.includes('before state.clearJournal');

/** Whoever asks for it walks every point, which takes most of an hour; else the steps of the journal and a choice of the others. */
export const walksAll = process.env['MEMBRIDGE_TEST_CRASH'] === 'all';

/** How the machines go on after a crash and a start is the same for most points: each so many is followed to its end. */
const agreedEvery = 6;

/** Kills at each chosen point; gives how many. Fails with the points' names and what was wrong after each. */
export async function walk(what: Walk): Promise<number> {
  const known = await learn(what);
  const points = known.points.filter(what.at);
  assert.ok(points.length > 0, 'no point to die at');
  const failures: string[] = [];
  const waiting = [...points];
  async function work(): Promise<void> {
    for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
      try {
        await dieAndRecover(what, known, point);
      } catch (error) {
        failures.push(`${point}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  assert.deepEqual(failures, [], `${failures.length} of ${points.length} points`);
  return points.length;
}

interface Known {
  readonly points: readonly string[];
  /** The actor's memory before and after the act. */
  readonly before: string[] | null;
  readonly after: string[] | null;
  /** And after the run that follows it. */
  readonly later: string[] | null;
  /** What could be got at before. */
  readonly contents: readonly string[][];
}

/** One undisturbed run in a copy. */
async function learn({ scene, actor, act, files = false }: Walk): Promise<Known> {
  const copy = await copyScene(scene);
  try {
    const contents = await reachable(copy);
    const before = await titlesOf(copy[actor].database);
    const points = await pointsOf({ place: copy[actor], act, files });
    const after = await titlesOf(copy[actor].database);
    await nextRun(copy, actor);
    return { points, before, after, later: await titlesOf(copy[actor].database), contents };
  } finally {
    await removeScene(copy);
  }
}

async function dieAndRecover(what: Walk, known: Known, point: string): Promise<void> {
  const { actor, act, files = false } = what;
  const scene = await copyScene(what.scene);
  try {
    await crash({ place: scene[actor], act, killAt: point, files });
    await assertWhole(scene, actor, known);
    const sent = await sentSnapshots(scene, actor);
    if (walksAll || /replace|source|worker|restorePoints/.test(point)) await assertRecoversAlone(scene, actor, known);
    await nextRun(scene, actor);
    await assertWhole(scene, actor, known, known.later);
    await assertQuiet(scene, actor, { sent });
    assert.deepEqual(
      unreachable(known.contents, await reachable(scene)),
      [],
      'contents that cannot be got at any more',
    );
    if (walksAll || known.points.indexOf(point) % agreedEvery === 0) await assertAgreed(scene, actor, { sent });
  } finally {
    await removeScene(scene);
  }
}

/** A sync, as the host would do it next. That both sides moved is a right answer too. */
async function nextRun(scene: CrashScene, actor: MachineName): Promise<void> {
  try {
    await run(scene[actor], { kind: 'sync', intent: 'sync' });
  } catch (error) {
    if (!isFault(error, 'diverged')) throw error;
  }
}

/** All old rows or all new rows, never a mixture, in a sound database. */
export async function assertWhole(
  scene: CrashScene,
  actor: MachineName,
  known: Pick<Known, 'before' | 'after'>,
  later: string[] | null = known.after,
): Promise<void> {
  const { database } = scene[actor];
  const now = await titlesOf(database);
  const isOne = [known.before, known.after, later].some((content) => JSON.stringify(content) === JSON.stringify(now));
  assert.ok(isOne, `a mixture: ${JSON.stringify(now)}`);
  if (now !== null) await assertHealthy(database);
}

/** In a copy: the same machine starts while its remote is away. What is local must be settled all the same. */
async function assertRecoversAlone(crashed: CrashScene, actor: MachineName, known: Known): Promise<void> {
  const scene = await copyScene(crashed);
  try {
    const needsRemote = await recoverAlone(scene, actor);
    await assertWhole(scene, actor, known);
    if (!needsRemote) await assertQuiet(scene, actor, { reach: 'local' });
  } finally {
    await removeScene(scene);
  }
}

/** True when what is left of a publish waits for the remote. */
async function recoverAlone(scene: CrashScene, actor: MachineName): Promise<boolean> {
  try {
    await run(scene[actor], { kind: 'recover' }, withoutRemote);
    return false;
  } catch (error) {
    if (!isFault(error, 'remote-unreachable')) throw error;
    return true;
  }
}
