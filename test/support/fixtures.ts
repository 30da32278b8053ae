/** The databases that a real claude-mem made, kept compressed in test/fixtures (its README says what each holds). */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

export type FixtureName = 'base' | 'laptop' | 'board' | 'with-tools';

const folder = join(import.meta.dirname, '..', 'fixtures', 'claude-mem-13.25.3');

/** Unpacks one fixture into a new file at `toPath` (a single file in WAL mode, without -wal or -shm); fails if it exists. */
export async function fixtureDatabase(name: FixtureName, toPath: string): Promise<void> {
  await pipeline(
    createReadStream(join(folder, `${name}.db.gz`)),
    createGunzip(),
    createWriteStream(toPath, { flags: 'wx', mode: 0o600 }),
  );
}
