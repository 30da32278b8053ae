import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { program } from '../support/membridge-program.ts';
import type { CommandLine } from './contestant.ts';
import { lacking, passphrase } from './contestants.ts';

/** Where one round through a store takes place: everything is new, the bucket too. */
export interface StoreRound {
  readonly database: string;
  /** An empty folder for what comes back. */
  readonly target: string;
  readonly scratch: string;
  /** As the programs reach it. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** A program that is measured with a store. Keys are never in a command line, where every process could read them. */
export interface StoreContestant {
  readonly name: string;
  missing(): string | null;
  /** Not measured. */
  prepare(round: StoreRound): readonly CommandLine[];
  send(round: StoreRound): CommandLine;
  fetch(round: StoreRound): CommandLine;
  fetched(round: StoreRound): string;
}

export const storeContestants: readonly StoreContestant[] = [
  {
    name: 'membridge',
    missing: () => null,
    prepare: (round) => [connect(round, 'laptop', round.database), connect(round, 'board', fetchedFile(round))],
    send: (round) => membridge(round, 'laptop', 'push'),
    fetch: (round) => membridge(round, 'board', 'pull'),
    fetched: fetchedFile,
  },
  {
    name: 'whole-file PUT',
    missing: () => null,
    prepare: () => [],
    send: (round) => wholeFile(round, 'put', round.database),
    fetch: (round) => wholeFile(round, 'get', fetchedFile(round)),
    fetched: fetchedFile,
  },
  {
    name: 'rclone copy',
    missing: () => lacking('rclone'),
    prepare: () => [],
    send: (round) => rclone(round, round.database, `bench:${round.bucket}`),
    fetch: (round) => rclone(round, `bench:${round.bucket}/${basename(round.database)}`, round.target),
    fetched: fetchedFile,
  },
  {
    name: 'restic',
    missing: () => lacking('restic'),
    prepare: (round) => [restic(round, 'init')],
    send: (round) => restic(round, 'backup', round.database),
    fetch: (round) => restic(round, 'restore', 'latest', '--target', round.target),
    fetched: ({ target, database }) => join(target, database),
  },
];

function fetchedFile({ target, database }: StoreRound): string {
  return join(target, basename(database));
}

function membridge(round: StoreRound, device: string, ...args: readonly string[]): CommandLine {
  const environment = {
    MEMBRIDGE_S3_ACCESS_KEY: round.accessKey,
    MEMBRIDGE_S3_SECRET_KEY: round.secretKey,
  };
  const home = join(round.scratch, device);
  return { command: process.execPath, args: [program, ...args, '--json', '--home', home], environment };
}

function connect(round: StoreRound, device: string, source: string): CommandLine {
  const file = join(round.scratch, 'passphrase');
  writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
  const where = ['--s3', round.endpoint, '--bucket', round.bucket, '--source', source, '--label', device];
  return membridge(round, device, 'init', '--mode', 'mirror', ...where, '--passphrase-file', file);
}

function wholeFile(round: StoreRound, action: 'put' | 'get', path: string): CommandLine {
  const environment = { ...awsKeys(round), BENCH_ENDPOINT: round.endpoint, BENCH_BUCKET: round.bucket };
  const script = join(import.meta.dirname, 'whole-file-script.ts');
  return { command: process.execPath, args: [script, action, path], environment };
}

function rclone(round: StoreRound, from: string, to: string): CommandLine {
  const environment = {
    RCLONE_CONFIG_BENCH_TYPE: 's3',
    RCLONE_CONFIG_BENCH_PROVIDER: 'Ceph',
    RCLONE_CONFIG_BENCH_ENDPOINT: round.endpoint,
    RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: round.accessKey,
    RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: round.secretKey,
  };
  // Copying again would look at size and time only; a database may keep both.
  return { command: 'rclone', args: ['copy', '--ignore-times', '--config', '', from, to], environment };
}

function restic(round: StoreRound, ...args: readonly string[]): CommandLine {
  const environment = {
    ...awsKeys(round),
    RESTIC_REPOSITORY: `s3:${round.endpoint}/${round.bucket}`,
    RESTIC_PASSWORD: passphrase,
    RESTIC_CACHE_DIR: join(round.scratch, 'cache'),
  };
  return { command: 'restic', args: ['--quiet', ...args], environment };
}

function awsKeys({ accessKey, secretKey }: StoreRound): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
}
