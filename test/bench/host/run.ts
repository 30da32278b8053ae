// `npm run bench:host [-- --size MEGABYTES] [--idle SECONDS]`: what a host costs on this machine: how long its event loop
// stands still while a whole memory is read for the first time, how soon a job at work ends that is cut short, and what
// `membridge run` keeps in memory with nothing to do. Prints a Markdown table. Nothing but a temporary folder is touched.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { program } from '../../support/membridge-program.ts';
import { makeLargeDatabase } from '../../support/large-database.ts';
import { personIn } from './own-person.ts';

type Mode = 'merge' | 'mirror';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '500' }, idle: { type: 'string', default: '120' } },
});
const megabytes = Number(values.size) || 500;
const idleSeconds = Number(values.idle) || 120;
/** After so long of a first look it is cut short. */
const cutAfterMs = [200, 1_000, 3_000, 6_000];

const folder = mkdtempSync(join(tmpdir(), 'membridge-bench-'));
const { person, environment } = personIn(folder);
const passphraseFile = join(folder, 'passphrase');
try {
  mkdirSync(person);
  writeFileSync(passphraseFile, 'one that nobody keeps\n', { mode: 0o600 });
  console.log(`| what | figure | load |\n|---|---|---|`);
  const large = join(folder, 'large.db');
  makeLargeDatabase(large, megabytes * 1_000_000);
  for (const mode of ['merge', 'mirror'] as const) {
    const seen = rounds(connected(`stall-${mode}`, large, mode), 'stall');
    tell(`longest stall, first whole look at ${megabytes} MB, ${mode}`, `${oneDecimal(seen['stallMs'])} ms`);
    tell(`… 99 of 100 turns of the loop within`, `${oneDecimal(seen['p99Ms'])} ms`);
    tell(`… most memory`, inMegabytes(Number(seen['peak'])));
    const cut = rounds(connected(`cut-${mode}`, large, mode), 'cancel-after', cutAfterMs.map(String));
    for (const afterMs of cutAfterMs) {
      const [phase, outcome, tookMs] = cut[`after ${afterMs} ms`] as [string | null, { kind: string }, number];
      const ended = outcome.kind === 'stopped' ? `${tookMs} ms` : `had ended`;
      tell(`cut short after ${afterMs} ms (${phase ?? 'before its first phase'}), ${mode}`, ended);
    }
  }
  const small = join(folder, 'small.db');
  makeLargeDatabase(small, 5_000_000);
  await idle(connected('idle', small, 'merge'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A home connected to a folder of its own. */
function connected(name: string, database: string, mode: Mode): string {
  const home = join(folder, name);
  const shared = join(folder, `${name}-shared`);
  mkdirSync(shared);
  const wish = ['--folder', shared, '--source', database, '--mode', mode, '--home', home, '--yes'];
  execFileSync(process.execPath, [program, 'init', ...wish, '--passphrase-file', passphraseFile], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return home;
}

/** What host-process.ts tells of its rounds. */
function rounds(home: string, what: string, args: readonly string[] = []): Record<string, unknown> {
  const script = join(import.meta.dirname, 'host-process-script.mjs');
  const words = [script, home, join(folder, 'compiled'), what, ...args];
  const told = execFileSync(process.execPath, words, { env: environment, encoding: 'utf8' });
  return JSON.parse(told.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
}

/** The real program, with nothing to do. */
async function idle(home: string): Promise<void> {
  const run = () =>
    spawn(process.execPath, [program, 'run', '--headless', '--home', home], { env: environment, stdio: 'ignore' });
  // The first one after a change strips and compiles, and keeps that for the next.
  for (const seconds of [15, idleSeconds]) {
    const host = run();
    const ended = once(host, 'exit');
    try {
      await sleep(seconds * 1_000);
      if (seconds === idleSeconds) tellIdle(host.pid ?? 0, seconds);
    } finally {
      host.kill();
      await ended;
    }
  }
}

function tellIdle(pid: number, seconds: number): void {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const resident = kilobytes(status, 'VmRSS');
  tell(`resident after ${seconds} s with nothing to do, 5 MB, a folder`, inMegabytes(resident));
  tell('… of that its own and not of files', inMegabytes(kilobytes(status, 'RssAnon')));
  tell('… its share where others map the same files', inMegabytes(kilobytes(rollup, 'Pss')));
}

/** In bytes. */
function kilobytes(text: string, field: string): number {
  return 1_024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN);
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

function oneDecimal(value: unknown): string {
  return Number(value).toFixed(1);
}

function tell(what: string, figure: string): void {
  console.log(`| ${what} | ${figure} | ${loadavg()[0]?.toFixed(1) ?? ''} |`);
}
