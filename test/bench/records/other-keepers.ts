import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { folderSizes } from '../../support/folder-sizes.ts';
import type { CommandLine } from '../contestant.ts';
import { lacking } from '../contestants.ts';
import { measure } from '../measured-run.ts';
import type { Keeper, StepCost } from './sizes.ts';

const passphrase = 'only for measuring';

/** A parameter of a copy of a whole file to a store that takes parts. */
const partBytes = 8 * 1024 * 1024;

/** Keepers that are installed here; `skip` hears why one is not. */
export function otherKeepers(folder: string, skip: (name: string, reason: string) => void): readonly Keeper[] {
  const here: Keeper[] = [];
  for (const [command, make] of [['restic', restic] as const, ['borg', borg] as const]) {
    const reason = command === 'borg' ? lackingBorg() : lacking(command);
    if (reason === null) here.push(make(join(folder, command)));
    else skip(command, reason);
  }
  return [...here, wholeFile];
}

/** Debian calls the package of borg otherwise. */
function lackingBorg(): string | null {
  const { error } = spawnSync('borg', ['--version'], { stdio: 'ignore' });
  return error === undefined ? null : 'needs borg: apt-get install borgbackup';
}

function restic(folder: string): Keeper {
  const store = join(folder, 'store');
  const environment = {
    RESTIC_REPOSITORY: store,
    RESTIC_PASSWORD: passphrase,
    RESTIC_CACHE_DIR: join(folder, 'cache'),
  };
  return inFolder(`restic ${versionOf('restic', 'version')}`, folder, store, (database, first) => [
    ...(first ? [{ command: 'restic', args: ['--quiet', 'init'], environment }] : []),
    { command: 'restic', args: ['--quiet', 'backup', database], environment },
  ]);
}

/** Chunks of one page of SQLite suit a database best of all that borg can do. */
function borg(folder: string): Keeper {
  const store = join(folder, 'store');
  const environment = { BORG_PASSPHRASE: passphrase, BORG_BASE_DIR: join(folder, 'base'), BORG_REPO: store };
  let archive = 0;
  return inFolder(`borg ${versionOf('borg', '--version')}, fixed 4096`, folder, store, (database, first) => {
    archive += 1;
    const options = ['--chunker-params', 'fixed,4096', '--compression', 'zstd'];
    return [
      ...(first ? [{ command: 'borg', args: ['init', '--encryption', 'repokey'], environment }] : []),
      { command: 'borg', args: ['create', ...options, `::a${archive}`, database], environment },
    ];
  });
}

function inFolder(
  name: string,
  folder: string,
  store: string,
  commands: (database: string, first: boolean) => readonly CommandLine[],
): Keeper {
  mkdirSync(folder, { recursive: true });
  const run = async (database: string, first: boolean) => {
    for (const line of commands(database, first)) await measure(line, folder);
  };
  return {
    name,
    begin: (database) => run(database, true),
    async step(database): Promise<StepCost> {
      const before = filesOf(store);
      await run(database, false);
      const written = [...filesOf(store)].filter(([path, file]) => before.get(path)?.identity !== file.identity);
      return { bytes: written.reduce((sum, [, { bytes }]) => sum + bytes, 0), requests: written.length };
    },
  };
}

/** Files by name; `identity` changes when one is written again. What grew at its end counts as a whole: stores have no append. */
function filesOf(folder: string): Map<string, { readonly bytes: number; readonly identity: string }> {
  return new Map(
    Object.entries(folderSizes(folder)).map(([name, bytes]) => {
      const { ino, mtimeMs } = statSync(join(folder, name));
      return [name, { bytes, identity: `${ino} ${mtimeMs} ${bytes}` }];
    }),
  );
}

const wholeFile: Keeper = {
  name: 'the whole file, in parts of 8 MiB',
  begin: () => Promise.resolve(),
  step(database) {
    const { size } = statSync(database);
    // One request begins an upload in parts, another ends it.
    return Promise.resolve({ bytes: size, requests: Math.ceil(size / partBytes) + 2 });
  },
};

function versionOf(command: string, ...args: readonly string[]): string {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? '';
}
