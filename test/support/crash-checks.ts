/** What must be so after the run that follows a crash. */
import assert from 'node:assert/strict';
import { readHead } from '../../core/engine/lock/heads.ts';
import type { Machine } from '../../core/engine/machine.ts';
import { readText } from '../../core/engine/vault.ts';
import { headsPrefix, leaseKey } from '../../core/model/bucket-keys.ts';
import { fail, isFault } from '../../core/model/errors.ts';
import type { Head } from '../../core/model/head.ts';
import { parseLease } from '../../core/model/lease.ts';
import type { Remote } from '../../core/ports/remote.ts';
import { openMachine, run } from './crash-machine.ts';
import { type CrashScene, type MachineName, titlesOf } from './crash-scene.ts';
import { homeLitter, locksLeft, memoryLitter, remoteLitter } from './litter.ts';

/** The contents that are in no place any more; rows that came since do not count. */
export function unreachable(before: readonly string[][], now: readonly string[][]): string[][] {
  return before.filter((content) => !now.some((other) => content.every((title) => other.includes(title))));
}

export interface Quiet {
  /** `local`: the remote is away, so what lies there may stay; and nobody has looked at the memory since. */
  readonly reach?: 'all' | 'local';
  readonly workerRuns?: boolean;
  /** Snapshots whose head was sent when the process died: they are kept, it might still arrive (protocol.md section 9). */
  readonly sent?: readonly string[];
}

/** No journal, no litter, no lock; with the remote in reach also no lease and nothing left over there. */
export async function assertQuiet(
  scene: CrashScene,
  actor: MachineName,
  { reach = 'all', workerRuns = false, sent = [] }: Quiet = {},
): Promise<void> {
  const place = scene[actor];
  assert.deepEqual(locksLeft(place), [], 'locks');
  assert.deepEqual(memoryLitter(place.database, workerRuns || reach === 'local'), [], 'litter beside the memory');
  const { machine, close } = await openMachine(place);
  let points;
  try {
    const { state } = machine;
    assert.equal(state.replaceJournal(), null, 'the journal of a replace');
    if (reach === 'all') {
      assert.equal(state.publishJournal(), null, 'the journal of a publish');
      assert.equal(await leaseState(machine), 'free', 'the lease');
      assert.deepEqual(remoteLitter(place.remote, await headsOf(machine), sent), [], 'litter in the remote');
    }
    points = state.restorePoints();
  } finally {
    close();
  }
  assert.deepEqual(homeLitter(place.home, points), [], 'litter in the home');
}

async function leaseState(machine: Machine): Promise<'free' | 'held'> {
  const read = await readText(machine, leaseKey);
  return read === null || parseLease(leaseKey, read.text).state === 'released' ? 'free' : 'held';
}

async function headsOf(machine: Machine): Promise<Head[]> {
  const heads: Head[] = [];
  for await (const { key } of machine.remote.list(headsPrefix)) {
    const head = await readHead(machine, key);
    if (head !== null) heads.push(head);
  }
  return heads;
}

/** The snapshot of an unfinished publish whose head may have been sent. Looks only; settles nothing. */
export async function sentSnapshots(scene: CrashScene, actor: MachineName): Promise<string[]> {
  const { machine, close } = await openMachine(scene[actor]);
  const entry = machine.state.publishJournal();
  close();
  return entry?.step === 'storing-head' && entry.snapshot !== null ? [entry.snapshot] : [];
}

/** The machine with a remote that is away. */
export function withoutRemote(machine: Machine): Machine {
  const away = () => {
    throw fail('remote-unreachable', { where: machine.remote.where, reason: 'a test' });
  };
  const remote: Remote = {
    ...machine.remote,
    list: away,
    get: away,
    head: away,
    create: away,
    put: away,
    delete: away,
    storeTime: away,
  };
  return { ...machine, remote };
}

/**
 * Both machines sync until neither has anything to do, and hold the same rows. Where both moved, or a person took an act
 * back, a person decides for the actor's side first.
 */
export async function assertAgreed(scene: CrashScene, actor: MachineName, quiet: Quiet = {}): Promise<void> {
  const other = actor === 'laptop' ? 'board' : 'laptop';
  await decideForActor(scene, actor);
  const seen: string[] = [];
  for (const name of [other, actor, other] as const) {
    const decision = await run(scene[name], { kind: 'sync', intent: 'sync' });
    seen.push(`${name}: ${decision?.kind} ${decision?.kind === 'nothing' ? decision.why : ''}`);
  }
  assert.deepEqual(seen.slice(1), [`${actor}: nothing agreed`, `${other}: nothing agreed`], seen.join(', '));
  assert.deepEqual(await titlesOf(scene.laptop.database), await titlesOf(scene.board.database));
  for (const name of ['laptop', 'board'] as const) await assertQuiet(scene, name, quiet);
}

async function decideForActor(scene: CrashScene, actor: MachineName): Promise<void> {
  try {
    const decision = await run(scene[actor], { kind: 'sync', intent: 'sync' });
    if (decision?.kind === 'nothing' && decision.why === 'declined')
      await run(scene[actor], { kind: 'sync', intent: 'force-push' });
  } catch (error) {
    if (!isFault(error, 'diverged')) throw error;
    await run(scene[actor], { kind: 'sync', intent: 'force-push' });
  }
}
