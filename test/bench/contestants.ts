import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { program } from '../support/membridge-program.ts';
import type { CommandLine, Contestant, Round } from './contestant.ts';

export const passphrase = 'only for measuring';

export const contestants: readonly Contestant[] = [
  {
    name: 'membridge',
    guarantees:
      'takes a consistent image while claude-mem may write, checks it (pages, indexes, foreign keys, full text), encrypts, and on pull checks again, keeps a copy of what was there and replaces it in one transaction',
    missing: () => null,
    prepare: (round) => [connect(round, 'laptop', round.database), connect(round, 'board', fetchedFile(round))],
    send: ({ scratch }) => membridge(scratch, 'laptop', 'push'),
    fetch: ({ scratch }) => membridge(scratch, 'board', 'pull'),
    fetched: fetchedFile,
  },
  {
    name: 'rclone copy',
    guarantees:
      'copies the bytes of one file, in clear: right only while nobody writes, without what is still in the -wal; no check of the database, no history',
    missing: () => lacking('rclone'),
    prepare: () => [],
    send: ({ database, store }) => rclone(database, store),
    fetch: ({ database, store, target }) => rclone(join(store, basename(database)), target),
    fetched: fetchedFile,
  },
  {
    name: 'restic',
    guarantees:
      'encrypts, deduplicates and keeps a history of the bytes of one file: right only while nobody writes; no check of the database; restores beside, not into, a live database',
    missing: () => lacking('restic'),
    prepare: (round) => [restic(round, 'init')],
    send: (round) => restic(round, 'backup', round.database),
    fetch: (round) => restic(round, 'restore', 'latest', '--target', round.target),
    // restic restores a file under its whole path.
    fetched: ({ target, database }) => join(target, database),
  },
];

function fetchedFile({ target, database }: Round): string {
  return join(target, basename(database));
}

function membridge(scratch: string, device: string, ...args: readonly string[]): CommandLine {
  return { command: process.execPath, args: [program, ...args, '--json', '--home', join(scratch, device)] };
}

function connect({ scratch, store }: Round, device: string, source: string): CommandLine {
  const file = join(scratch, 'passphrase');
  writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
  const where = ['--folder', store, '--source', source, '--label', device];
  return membridge(scratch, device, 'init', '--mode', 'mirror', ...where, '--passphrase-file', file);
}

function rclone(from: string, to: string): CommandLine {
  // Copying again would look at size and time only; a database may keep both.
  return { command: 'rclone', args: ['copy', '--ignore-times', '--config', '', from, to] };
}

function restic({ store, scratch }: Round, ...args: readonly string[]): CommandLine {
  const environment = {
    RESTIC_REPOSITORY: store,
    RESTIC_PASSWORD: passphrase,
    RESTIC_CACHE_DIR: join(scratch, 'cache'),
  };
  return { command: 'restic', args: ['--quiet', ...args], environment };
}

export function lacking(command: string): string | null {
  const { error } = spawnSync(command, ['version'], { stdio: 'ignore' });
  return error === undefined ? null : `needs ${command}: apt-get install ${command}`;
}
