/** Run in a mount namespace of its own: `mounts-script.ts SCENE FOLDER` prints what came of it as JSON. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isFault } from '../../../core/model/errors.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import type { Source } from '../../../core/ports/source.ts';
import { sqliteFileSource } from '../../../core/sources/sqlite-file/source.ts';
import { folderBytes } from '../../support/folder-bytes.ts';

const [scene = '', root = ''] = process.argv.slice(2);
const mounted = join(root, 'mounted');
const other = join(root, 'other');
for (const folder of [mounted, other]) mkdirSync(folder);
const scenes: Record<string, () => Promise<unknown>> = { readOnly, fullForImage, fullForPlace };
console.log(JSON.stringify(await scenes[scene]?.()));

/** A database on a read-only disk, in WAL mode, which asks for files beside it. */
async function readOnly(): Promise<unknown> {
  const path = join(mounted, 'notes.db');
  make(path, 100);
  execFileSync('mount', ['--bind', mounted, mounted]);
  execFileSync('mount', ['-o', 'remount,ro,bind', mounted]);
  const before = JSON.stringify(folderBytes(mounted));
  const source = sourceOf(path);
  const image = join(other, 'image.db');
  const taken = await source.takeImage(image);
  const rows = (await source.digest()).tables['note']?.rows;
  const place = await codeOf(source.place(image, join(other, 'aside')));
  return { rows, taken: taken.tables['note']?.rows, place, unchanged: JSON.stringify(folderBytes(mounted)) === before };
}

/** No room for the image. */
async function fullForImage(): Promise<unknown> {
  const path = join(other, 'notes.db');
  make(path, 8_000);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', mounted]);
  const before = JSON.stringify(folderBytes(other));
  const source = sourceOf(path);
  const image = join(mounted, 'image.db');
  const ends = [await dataOf(source.takeImage(image)), await dataOf(source.copyTo(image))];
  return { ends, image, left: readdirSync(mounted), unchanged: JSON.stringify(folderBytes(other)) === before };
}

/** No room for an image beside a live database, neither through SQLite nor as a new file. */
async function fullForPlace(): Promise<unknown> {
  make(join(other, 'new.db'), 8_000);
  const image = join(other, 'image.db');
  await sourceOf(join(other, 'new.db')).takeImage(image);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', mounted]);
  const path = join(mounted, 'notes.db');
  make(path, 500);
  const source = sourceOf(path);
  const { digest } = await source.digest();
  const through = await codeOf(source.place(image, join(other, 'aside')));
  const kept = (await source.digest()).digest === digest;
  await source.sweep();
  const left = readdirSync(mounted);
  renameSync(path, join(mounted, 'away.db'));
  const renamed = await codeOf(source.place(image, join(other, 'aside')));
  await source.sweep();
  return { through, kept, left, renamed, leftAfterRename: readdirSync(mounted) };
}

function make(path: string, rows: number): void {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec(`CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO note(body) SELECT hex(randomblob(600)) FROM n`);
  db.close();
}

function sourceOf(path: string): Source {
  return sqliteFileSource({ path, scratchFolder: join(root, 'scratch'), clock: systemClock });
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => (isFault(error) ? error.code : String(error)));
}

async function dataOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => (isFault(error, 'disk-full') ? error.data : String(error)));
}
