import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutants.ts';
import type { SeedRun } from './run-seed.ts';

const root = resolve(import.meta.dirname, '../..');

export interface MutatedCopy {
  runSeed(seed: number): Promise<SeedRun>;
  remove(): void;
}

/** A copy of the product and of this simulation with one text replaced; a text that is not there exactly once is an error. */
export async function mutatedCopy({ name, file, find, replace }: Mutant): Promise<MutatedCopy> {
  // Before anything is made: nobody could remove it.
  const text = readFileSync(join(root, file), 'utf8');
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`mutant '${name}': its text stands ${times} times in ${file}`);
  const folder = mkdtempSync(join(tmpdir(), 'membridge-mutant-'));
  for (const part of ['core', 'test/support', 'test/simulation', 'package.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const path = join(folder, file);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  const { runSeed } = (await import(pathToFileURL(join(folder, 'test/simulation/run-seed.ts')).href)) as {
    runSeed: (seed: number) => Promise<SeedRun>;
  };
  return { runSeed, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
