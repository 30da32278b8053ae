import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryStore, type MemoryStore } from '../support/memory-store.ts';
import { makeDevice, makeTemplate, wholeLife, settle, type Device, type SyncEnd, type SyncPlan } from './device.ts';
import { drawsOf, type Draws } from './draws.ts';
import { expectations, type Expectations, type Outcome } from './expectations.ts';
import { unsoundnessSince } from './sound.ts';
import { shownRows } from './tables.ts';
import { comeBack } from './accidents.ts';
import { comeForward } from './bucket.ts';
import { acts, enabled, type Act } from './acts.ts';
import { makeOlder, update } from './releases.ts';
import { allFeatures, Difference, rareFeatures, type Feature, type World } from './world.ts';
import { nameOf } from './worker.ts';

/** What one seed came to. */
export interface SeedRun {
  readonly seed: number;
  /** What was done, in words. */
  readonly steps: readonly string[];
  /** The first thing that is wrong; null: nothing is. */
  readonly difference: string | null;
  /** Of every byte of the bucket and every step. */
  readonly trace: string;
}

const memoryFolder = process.platform === 'linux' ? '/dev/shm' : tmpdir();

/** Rounds in which all machines sync, until nothing moves: more mean that they never agree. */
const healingRounds = 8;

export async function runSeed(
  seed: number,
  folder = mkdtempSync(join(memoryFolder, 'membridge-simulation-')),
): Promise<SeedRun> {
  const draws = drawsOf(seed);
  const world = makeWorld(seed, draws, join(folder, 'run'));
  let difference: string | null = null;
  try {
    makeDevices(world);
    const count = 15 + draws.below(35);
    for (let step = 0; step < count; step++) await takeStep(world);
    await heal(world);
  } catch (error) {
    difference = error instanceof Difference ? error.message : String((error as Error).stack ?? error);
  } finally {
    for (const device of world.devices) device.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { seed, steps: world.steps, difference, trace: traceOf(world.store, world.steps) };
}

function makeWorld(seed: number, draws: Draws, folder: string): World {
  mkdirSync(folder, { recursive: true });
  const template = join(folder, 'template.db');
  makeTemplate(template);
  const expected: Expectations = expectations();
  const time = { ms: 1_795_219_200_000 };
  let names = 0;
  const world: World = {
    folder,
    template,
    store: memoryStore({ now: () => time.ms as never }),
    time,
    random: fakeRandom(seed),
    draws,
    expected,
    fresh: () => (names += 1),
    shared: new Set(),
    twoNames: new Set(),
    devices: [],
    steps: [],
    bucket: { older: null, newer: null },
    features: new Set([...allFeatures.filter(() => draws.chance(0.6)), ...rareOf(seed)]),
    told: { rollback: false, clone: false, replaced: false },
    sync: (device, plan) => syncDevice(world, device, plan),
  };
  return world;
}

function rareOf(seed: number): Feature[] {
  const draws = drawsOf(seed ^ 0x5bd1e995);
  return rareFeatures.filter((feature) => draws.chance(0.12) && enabled.has(feature));
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function makeDevices(world: World): void {
  const { draws, devices } = world;
  const count = 2 + Math.floor(draws.share() * draws.share() * 4);
  const wild = draws.chance(0.3) ? draws.below(count) : -1;
  for (let n = 0; n < count; n++) {
    const skew = (draws.share() - 0.5) * 2 * (n === wild ? 730 : 2) * dayMs;
    const device = makeDevice(world, 'ABCDEFGHIJ'[n] ?? '?', draws.chance(0.3) ? 0 : Math.trunc(skew));
    if (world.features.has('older') && draws.chance(0.5)) makeOlder(device);
    devices.push(device);
  }
}

const isForAway: ReadonlySet<string> = new Set(['sync', 'sync all', 'crash', 'weather', 'come back']);

async function takeStep(world: World): Promise<void> {
  const { draws, devices, time } = world;
  time.ms += Math.trunc(draws.share() ** 4 * 5 * 3_600_000) + 1;
  const device = draws.pick(devices);
  if (device === undefined) return;
  const usable = Object.fromEntries(
    Object.entries(acts).flatMap(([name, { weight, feature }]) =>
      feature === null || world.features.has(feature) ? [[name, weight]] : [],
    ),
  ) as Record<keyof typeof acts, number>;
  const name = draws.weighted(usable);
  // Nobody works with a memory that is not there.
  if (device.isAway && !isForAway.has(name)) return;
  const index = world.steps.push(`${device.machine} ${name}`) - 1;
  const done = await (acts[name] as Act).act(world, device);
  world.steps[index] = `${device.machine} ${name}: ${done}`;
  for (const each of devices) assertSound(each);
}

function assertSound(device: Device): void {
  if (!device.db.open) return;
  const found = unsoundnessSince(device.db);
  if (found.length > 0) throw new Difference(`${device.machine}: ${found.join('; ')}`);
}

async function syncDevice(world: World, device: Device, plan: SyncPlan): Promise<SyncEnd> {
  world.expected.began(device.machine);
  const end = await device.sync(plan);
  if (end.kind !== 'done') return end;
  const { report } = end;
  if (report.away === null && report.state === 'done' && !device.isAway) {
    settle(device);
    const name = nameInBucket(device);
    const hasOwnName = world.devices.filter((each) => nameInBucket(each) === name).length === 1;
    // What a brake holds was not told to anybody, nor anything to a bucket that went back.
    if (report.brakes.length === 0 && report.rollback === null && world.bucket.newer === null)
      world.expected.synced(device.machine, hasOwnName);
  }
  if (device.isKnown()) world.expected.lookedAt(device.machine);
  if (report.rollback?.state === 'confirmed' && !world.told.rollback)
    throw new Difference(`${device.machine} was told of a rollback: ${report.rollback.evidence}`);
  if ((report.published?.clone ?? null) !== null && !world.told.clone)
    throw new Difference(`${device.machine} was told of a clone`);
  if (report.replaced && !world.told.replaced) throw new Difference(`${device.machine} was told of a replaced source`);
  return end;
}

/** All faults end; everybody syncs until nothing moves; then everything must be as it is expected. */
async function heal(world: World): Promise<void> {
  const { devices, steps, time } = world;
  if (world.bucket.newer !== null) steps.push(`the bucket comes back: ${comeForward(world)}`);
  for (const device of devices) {
    device.personality = {};
    if (world.features.has('tools')) device.streams = new Set(['core', 'tools']);
    if (device.isAway) steps.push(`${device.machine} comes back: ${await comeBack(world, device)}`);
    // Machines whose releases differ go on for ever; but rows of a table that one lacks wait there as long.
    if (world.features.has('older') && (world.features.has('tools') || world.draws.chance(0.5)))
      steps.push(`${device.machine}: ${await update(world, device, true)}`);
  }
  let moved = true;
  // Who misses a segment says so hourly; its author sends it again, and the one who missed it has to come back.
  const roundsMin = world.features.has('forgery') ? 4 : 1;
  for (let round = 1; moved || round <= roundsMin; round++) {
    if (round > healingRounds) throw new Difference(`they still move after ${healingRounds} rounds: ${steps.at(-1)}`);
    moved = false;
    for (const device of devices) {
      time.ms += 2 * hourMs;
      const end = await syncDevice(world, device, { ...wholeLife, confirmed: true });
      if (end.kind !== 'done') throw new Difference(`${device.machine} cannot sync: ${JSON.stringify(end)}`);
      const { published, fetched, applied, waiting, parked, away, rollback } = end.report;
      const told = { published: published?.records ?? -1, fetched: fetched.records, applied, waiting, parked };
      steps.push(`${device.machine} heals: ${JSON.stringify(told)}`);
      if (away !== null) throw new Difference(`${device.machine} is away: ${away.code}`);
      if (rollback !== null || told.published !== 0 || told.fetched !== 0 || applied !== 0) moved = true;
      assertSound(device);
    }
  }
  for (const device of devices) {
    await lastSync(world, device);
    const [waits] = device.waiting();
    if (waits !== undefined) throw new Difference(`${device.machine} at the end: ${waits} waits`);
  }
  const found = world.expected.faults(devices.map(outcomeOf));
  if (found.length > 0) throw new Difference(found.slice(0, 5).join('\n'));
}

async function lastSync(world: World, device: Device) {
  const end = await syncDevice(world, device, { ...wholeLife, confirmed: true });
  if (end.kind !== 'done') throw new Difference(`${device.machine} cannot sync`);
  return end.report;
}

function outcomeOf(device: Device): Outcome {
  const rows = new Map<string, Record<string, string | null>[]>();
  const parents = new Set<string>();
  for (const row of shownRows(device.db)) {
    const name = nameOf(row);
    // Of a session and its helpers, one is the session.
    if (row.table === 'sdk_sessions' && isHelper(device, row.rowid)) {
      continue;
    }
    if (row.session !== null) {
      const [content = '', memory = ''] = row.session.split(' ');
      parents.add(`sdk_sessions ${memory.startsWith('manual-') ? memory : content}`);
    }
    rows.set(name, [
      ...(rows.get(name) ?? []),
      { ...row.columns, ...(row.session !== null && { session: row.session }) },
    ]);
  }
  return { machine: device.machine, rows, parents, lost: device.lost() };
}

function isHelper({ db }: Device, rowid: number): boolean {
  const content = db.prepare('SELECT content_session_id FROM sdk_sessions WHERE id = ?').pluck().get(rowid);
  return String(content).includes('#');
}

function traceOf(store: MemoryStore, steps: readonly string[]): string {
  const hash = createHash('sha256');
  for (const key of store.keys()) hash.update(key).update(store.read(key)?.body ?? '');
  return hash.update(steps.join('\n')).digest('hex');
}

function nameInBucket(device: Device): unknown {
  return device.state().prepare('SELECT id FROM device').pluck().get();
}
