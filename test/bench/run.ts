// `npm run bench [-- --large] [--runs N]`: Membridge beside rclone and restic, in one run, on the same databases, through
// a folder; prints a Markdown table. Nothing but a temporary folder is touched.
// `npm run bench -- --store ceph [--link 100mbit] [--sizes 50,500] [--runs N]`: the same through a store of its own, and
// on a link of that rate too, for which it needs root: a network namespace, which is gone afterwards.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeLargeDatabase } from '../support/large-database.ts';
import { contestants } from './contestants.ts';
import { measureContestant, type Result } from './rounds.ts';
import { benchThroughStore } from './through-store.ts';

/** A median of fewer says nothing. */
const runsMin = 3;
/** The program that the ratios refer to: it only copies. */
const yardstick = 'rclone copy';

const { values } = parseArgs({
  options: {
    large: { type: 'boolean' },
    runs: { type: 'string', default: '3' },
    store: { type: 'string' },
    link: { type: 'string' },
    sizes: { type: 'string', default: '50' },
  },
});
if (values.store === 'ceph') {
  const megabytes = values.sizes.split(',').map(Number);
  await benchThroughStore({ megabytes, runs: Number(values.runs) || 1, rate: values.link ?? null });
  process.exit();
}
const runs = Math.max(runsMin, Number(values.runs) || runsMin);
const sizes = values.large === true ? [2.4, 50, 500] : [2.4, 50];

const present = contestants.filter((contestant) => {
  const reason = contestant.missing();
  if (reason !== null) console.log(`- skipped ${contestant.name}: ${reason}`);
  return reason === null;
});

const columns = ['database', 'program', 'send', 'bring back', 'stored', 'second send', 'peak memory'];
console.log(`| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|`);
for (const megabytes of sizes) await measureSize(megabytes);
console.log(`
Seconds are medians of ${runs} runs, in brackets the ratio to \`${yardstick}\`; second send: bytes written to the store after one
more session of 20 observations; peak memory: of the process, sending or bringing back. One run on this machine:
${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 1e9)} GB, a folder on the local disk as store.
Compare ratios, not seconds.
`);
for (const { name, guarantees } of present) console.log(`- **${name}** ${guarantees}.`);

async function measureSize(megabytes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-bench-'));
  try {
    const original = join(folder, 'original.db');
    makeLargeDatabase(original, megabytes * 1_000_000);
    const results = new Map<string, Result>();
    for (const contestant of present) {
      const copy = (to: string) => copyFileSync(original, to);
      results.set(contestant.name, await measureContestant(contestant, folder, runs, copy));
    }
    for (const [name, result] of results) console.log(row(megabytes, name, result, results.get(yardstick)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(megabytes: number, name: string, result: Result, base: Result | undefined): string {
  const { sendSeconds, fetchSeconds, storedBytes, secondBytes, peakBytes } = result;
  const cells = [
    `${megabytes} MB`,
    name,
    duration(sendSeconds, base?.sendSeconds),
    duration(fetchSeconds, base?.fetchSeconds),
    size(storedBytes),
    size(secondBytes),
    `${Math.round(peakBytes / 1024 / 1024)} MiB`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function duration(seconds: number, base: number | undefined): string {
  const ratio = base === undefined ? '' : ` (${(seconds / base).toFixed(1)}×)`;
  return `${seconds.toFixed(2)} s${ratio}`;
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
