import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { deviceOver, openWorker, type Device } from './device.ts';
import type { World } from './world.ts';
import { cached, isOlder, shownRows, simulatedTables, tokensOf } from './tables.ts';
import { nameOf } from './worker.ts';

const devicesMax = 5;
const dayMs = 86_400_000;

/** Somebody copies a whole home to another machine, and works on with both. */
export function cloneHome(world: World, device: Device): string {
  const { devices, draws, told } = world;
  if (devices.length >= devicesMax || device.isAway) return 'nothing';
  const machine = 'ABCDEFGHIJ'[devices.length] ?? '?';
  const path = join(world.folder, machine, 'claude-mem.db');
  mkdirSync(dirname(path));
  writeFileSync(path, imageOf(device));
  const skew = device.clock.skewMs + Math.trunc((draws.share() - 0.5) * dayMs);
  const clone = deviceOver(world, machine, path, new Database(device.state().serialize()), skew);
  clone.settled = new Set(device.settled);
  // A row that nobody has looked at is known for one only by what it says: both machines have it now.
  for (const row of tokensOf(device.db)) if (!device.settled.has(row)) world.shared.add(row);
  clone.streams = device.streams;
  world.expected.copied(device.machine, machine);
  devices.push(clone);
  told.clone = true;
  // The other one's log went on from the same point: for a copy that looks like a bucket that went back.
  told.rollback = true;
  return `${device.machine} becomes ${machine}`;
}

export function keepImage(_world: World, device: Device): string {
  if (device.isAway) return 'nothing';
  device.images.push(imageOf(device));
  return `image ${device.images.length}`;
}

/** Somebody puts an older copy of the memory back, through SQLite or as another file. */
export async function putBackImage(world: World, device: Device): Promise<string> {
  const image = world.draws.pick(device.images);
  if (image === undefined || device.isAway) return 'nothing';
  return place(world, device, image);
}

/** The memory is empty from now on, until somebody puts back what was there. */
export function emptySource(world: World, device: Device): string {
  if (device.isAway) return 'nothing';
  leave(world, device);
  for (const { name: table } of simulatedTables.toReversed()) {
    if (table === 'tool_uses' && isOlder(device.db)) continue;
    cached(device.db, `DELETE FROM ${table}`).run();
  }
  return 'all rows are gone';
}

/** The file has no bytes from now on, until somebody puts back what was there. */
export function truncateSource(world: World, device: Device): string {
  if (device.isAway) return 'nothing';
  leave(world, device);
  device.db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(device.path + suffix, { force: true });
  writeFileSync(device.path, '');
  return 'no bytes';
}

function leave(_world: World, device: Device): void {
  device.images = [imageOf(device)];
  device.isAway = true;
}

/** A person notices. */
export async function comeBack(world: World, device: Device): Promise<string> {
  const [image] = device.images;
  if (!device.isAway || image === undefined) return 'nothing';
  device.isAway = false;
  return place(world, device, image);
}

async function place(world: World, device: Device, image: Uint8Array): Promise<string> {
  world.told.replaced = true;
  device.bin.splice(0);
  // What is deleted before the next look cannot be told from what the older copy lacks, and comes back (section 4).
  device.settled = new Set();
  const before = device.db.open ? shownRows(device.db) : [];
  const how = await putThere(world, device, image);
  const after = new Map(shownRows(device.db).map((row) => [nameOf(row), row.columns]));
  const reverted = before.flatMap((row) => {
    const now = after.get(nameOf(row)) ?? {};
    return Object.entries(row.columns)
      .filter(([column, value]) => column in now && now[column] !== value)
      .map(([column, value]) => ({ row: nameOf(row), column, value }));
  });
  world.expected.accident(device.machine, reverted);
  return how;
}

async function putThere({ draws }: World, device: Device, image: Uint8Array): Promise<string> {
  if (device.db.open && draws.chance(0.5)) {
    const file = `${device.path}.image`;
    writeFileSync(file, image);
    const from = new Database(file);
    await from.backup(device.path);
    from.close();
    rmSync(file);
    return 'through SQLite';
  }
  if (device.db.open) device.db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(device.path + suffix, { force: true });
  writeFileSync(device.path, image);
  device.db = openWorker(device.path);
  return 'as another file';
}

function imageOf({ db }: Device): Uint8Array {
  return db.serialize();
}
