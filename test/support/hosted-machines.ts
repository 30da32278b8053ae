/** Two machines, each with a real claude-mem worker and a host that keeps them the same through one store. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { environmentIn, membridge } from '../cli/machines.ts';
import { type HostProgram, hostProgram, waitFor } from './host-program.ts';
import { realClaudeMem, type RealClaudeMem } from './real-claude-mem.ts';
import type { S3Server } from './s3-server.ts';

export interface HostedMachine {
  readonly label: string;
  readonly home: string;
  readonly database: string;
  readonly worker: RealClaudeMem;
  readonly env: NodeJS.ProcessEnv;
  host: HostProgram;
}

const passphrase = 'two hosts and a store';

/** Null: skipped, as claude-mem is not installed. Quiet and poll times are the shortest that can be set. */
export async function hostedMachines(
  t: TestContext,
  { endpoint, region, accessKey, secretKey }: S3Server,
  labels: readonly string[] = ['laptop', 'board'],
): Promise<readonly HostedMachine[] | null> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'membridge-hosted-')));
  const bucket = `hosted-${randomUUID()}`;
  try {
    return await begun(t, root, bucket, { endpoint, region, accessKey, secretKey }, labels);
  } finally {
    // What is told first is done first: by then no process of these machines lives.
    t.after(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));
  }
}

async function begun(
  t: TestContext,
  root: string,
  bucket: string,
  { endpoint, region, accessKey, secretKey }: Omit<S3Server, 'stop'>,
  labels: readonly string[],
): Promise<readonly HostedMachine[] | null> {
  const machines: HostedMachine[] = [];
  for (const label of labels) {
    const [home, dataDir] = [join(root, label, 'home'), join(root, label, 'memory')];
    await mkdir(dataDir, { recursive: true });
    const worker = await realClaudeMem(t, { dataDir });
    if (worker === undefined) return null;
    await worker.start();
    const keys = { MEMBRIDGE_S3_ACCESS_KEY: accessKey, MEMBRIDGE_S3_SECRET_KEY: secretKey };
    const env = environmentIn(root, {
      ...worker.environment,
      ...keys,
      PATH: `${worker.environment['PATH']}:${process.env['PATH']}`,
    });
    const database = join(dataDir, 'claude-mem.db');
    const file = join(root, 'passphrase');
    await writeFile(file, `${passphrase}\n`, { mode: 0o600 });
    const run = async (...args: string[]) => {
      const ran = await membridge(root, [...args, '--home', home], env as Record<string, string>);
      assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
    };
    const store = ['--s3', endpoint, '--bucket', bucket, '--region', region, '--create-bucket'];
    await run('init', ...store, '--passphrase-file', file, '--source', database, '--label', label);
    for (const [key, value] of Object.entries({ quietPeriodMs: 1_000, pollMinMs: 1_000, pollMaxMs: 2_000 }))
      await run('config', 'set', key, String(value));
    machines.push({ label, home, database, worker, env, host: await hostProgram(t, { home, env }) });
  }
  for (const { host } of machines) await host.until('in sync', (now) => now.host.state === 'in-sync');
  return machines;
}

/** One value of the machine's database, as another program reads it. */
export function ask({ database }: Pick<HostedMachine, 'database'>, query: string, ...values: unknown[]): unknown {
  const db = new Database(database, { readonly: true, timeout: 5_000 });
  try {
    return db
      .prepare(query)
      .pluck()
      .get(...values);
  } finally {
    db.close();
  }
}

export function edit({ database }: Pick<HostedMachine, 'database'>, statement: string, ...values: unknown[]): void {
  const db = new Database(database, { timeout: 5_000 });
  try {
    db.prepare(statement).run(...values);
  } finally {
    db.close();
  }
}

export async function found({ worker }: Pick<HostedMachine, 'worker'>, word: string): Promise<boolean> {
  const answer = await worker.http(`/api/search?query=${encodeURIComponent(word)}&limit=20`);
  return (await answer.text()).includes(`Про ${word}`);
}

/** A memory that is saved through one worker is in the other's database, and in its worker's search, by itself. Gives the ms. */
export async function travels(from: HostedMachine, to: HostedMachine, word: string): Promise<number> {
  await from.worker.save(`Тут захована ${word}.`, `Про ${word}`, 'кухня');
  const savedMs = performance.now();
  await waitFor(
    `${word} at ${to.label}`,
    () => rowsOf(to, word) === 1,
    () => from.host.stderr() + to.host.stderr(),
  );
  const tookMs = performance.now() - savedMs;
  await waitFor(`${word} in the search of ${to.label}`, () => found(to, word));
  return tookMs;
}

export function rowsOf(machine: HostedMachine, word: string): unknown {
  return ask(machine, 'SELECT count(*) FROM observations WHERE title = ?', `Про ${word}`);
}

/** Every memory of a machine, in an order that depends on nothing else. */
function memoriesOf(machine: HostedMachine): unknown {
  const lines = "SELECT title || '|' || narrative AS line FROM observations ORDER BY 1";
  return ask(machine, `SELECT group_concat(line, char(10)) FROM (${lines})`);
}

/** Waits until all hold the same; where they never do, tells what each host thinks of it. */
export async function converged(machines: readonly HostedMachine[]): Promise<void> {
  const held = () => machines.map(memoriesOf);
  let thought = '';
  await waitFor(
    'all to hold the same',
    async () => {
      if (new Set(held()).size === 1) return true;
      thought = JSON.stringify(await Promise.all(machines.map(async ({ host }) => (await host.client()).status())));
      return false;
    },
    () => [...held(), thought, ...machines.map(({ host }) => host.stderr())].join('\n\n'),
  );
}
