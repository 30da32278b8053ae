// `npm run bench:records [-- --megabytes N]`: what 1, 20, 100 and 1,000 new observations cost, in merge mode beside restic,
// borg, the whole file, and the new rows alone as tightly as zstd can pack them; prints a Markdown table. Nothing but a
// temporary folder is touched.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { constants, zstdCompressSync } from 'node:zlib';
import { makeLargeDatabase } from '../../support/large-database.ts';
import { membridgeKeeper } from './membridge-keeper.ts';
import { addObservations, type NewRow } from './new-observations.ts';
import { otherKeepers } from './other-keepers.ts';
import type { StepCost } from './sizes.ts';

const counts = [1, 20, 100, 1000] as const;
const zstdLevel = 19;

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '50' } } });
const folder = mkdtempSync(join(tmpdir(), 'membridge-bench-'));
try {
  await bench(Number(values.megabytes) || 50);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench(megabytes: number): Promise<void> {
  const database = join(folder, 'claude-mem.db');
  makeLargeDatabase(database, megabytes * 1_000_000);
  const membridge = await membridgeKeeper(folder);
  const keepers = [membridge, ...otherKeepers(folder, (name, reason) => console.log(`- skipped ${name}: ${reason}`))];
  for (const keeper of keepers) await keeper.begin(database);
  const limit: StepCost[] = [];
  const costs = keepers.map(({ name }) => ({ name, steps: [] as StepCost[] }));
  const idle: string[] = [];
  for (const count of counts) {
    limit.push({ bytes: packed(addObservations(database, count, `bench ${count}`)), requests: null });
    for (const [at, keeper] of keepers.entries()) costs[at]?.steps.push(await keeper.step(database));
    const { requests, writes } = await membridge.idle();
    idle.push(`${requests} request, ${writes} writes`);
  }
  membridge.close();
  const columns = ['new observations', ...counts.map(String)];
  console.log(`| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|`);
  for (const { name, steps } of [...costs, { name: `the rows alone, JSON, zstd -${zstdLevel}`, steps: limit }])
    console.log(`| ${[name, ...steps.map(cell)].join(' | ')} |`);
  console.log(`
A claude-mem database of ${megabytes} MB. Bytes written to the store, and requests of a whole sync (of restic and borg: files
written). Membridge: merge mode, encrypted and padded. A sync with nothing new: ${[...new Set(idle)].join('; ')}.`);
}

function packed(rows: readonly NewRow[]): number {
  const plain = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: zstdLevel } }).length;
}

function cell({ bytes, requests }: StepCost): string {
  const size = bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  return requests === null ? size : `${size} (${requests})`;
}
