import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { membridge, type Ran } from '../machines.ts';

/** A person with Claude Code, in a folder of the test. */
export interface Person {
  readonly root: string;
  readonly folder: string;
  readonly settings: string;
  readonly home: string;
  run(...args: string[]): Promise<Ran>;
  read(): string;
}

/** A person with Claude Code, and with these settings of it. */
export async function person(t: TestContext, text: string | Buffer | null): Promise<Person> {
  const root = await scratchFolder(t, 'hooks');
  const folder = join(root, 'person/.claude');
  const settings = join(folder, 'settings.json');
  mkdirSync(folder, { recursive: true });
  if (text !== null) writeFileSync(settings, text, { mode: 0o640 });
  for (const name of ['settings.local.json', '.credentials.json'])
    writeFileSync(join(folder, name), `${name}: not ours`);
  return {
    root,
    folder,
    settings,
    home: join(root, 'person/.membridge'),
    run: (...args) => membridge(root, ['hooks', ...args]),
    read: () => readFileSync(settings, 'utf8'),
  };
}

/** Nothing but its settings was written in Claude Code's folder. */
export function assertFolderKept({ folder }: Person): void {
  const names = readdirSync(folder).filter((name) => name !== 'settings.json');
  assert.deepEqual(names.sort(), ['.credentials.json', 'settings.local.json']);
  for (const name of names) assert.equal(readFileSync(join(folder, name), 'utf8'), `${name}: not ours`);
}
