/** Machines beside a bucket (here a folder) that an old board pushed its memory into. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fixtureDatabase } from '../support/fixtures.ts';
import { folderStore, pythonId, pythonPush, type PythonStore } from '../support/python-layout.ts';
import type { Machines } from './machines.ts';

export const id = pythonId('mem');
export const at = (name: string) => `projects/${id}/sqlite/${name}`;

export interface OldPlace extends Machines {
  /** The bucket of the Python membridge. */
  readonly old: string;
  readonly store: PythonStore;
  /** What it was pushed from. */
  readonly database: string;
}

export async function withOld(t: TestContext, make: (t: TestContext) => Promise<Machines>): Promise<OldPlace> {
  const place = await make(t);
  const old = join(place.root, 'old-bucket');
  await mkdir(old);
  const database = join(place.root, 'pi.db');
  await fixtureDatabase('board', database);
  const store = folderStore(old);
  await pythonPush(store, database, { project: 'mem', host: 'pi-4', at: new Date('2026-02-26T10:00:00.123Z') });
  return { ...place, old, store, database };
}

export const connectArgs = (place: Machines) => [
  'init',
  '--mode',
  'mirror',
  '--folder',
  place.folder,
  '--source',
  place.laptop.database,
  '--no-encryption',
];
