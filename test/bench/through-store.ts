import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { cephRgwMissing } from '../support/ceph-rgw.ts';
import { makeLargeDatabase } from '../support/large-database.ts';
import { type Link, linkMissing, openLink } from './link.ts';
import { type StoreContestant, storeContestants } from './store-contestants.ts';
import { type Cost, measureThroughStore, type StoreResult } from './store-rounds.ts';

/** The program that the ratios refer to: it only copies. */
const yardstick = 'rclone copy';

export interface StoreBench {
  readonly megabytes: readonly number[];
  readonly runs: number;
  /** One of tc's words, as `100mbit`: measured on a link of this rate too. */
  readonly rate: string | null;
}

/** Measures all programs through Ceph, unshaped and on a shaped link, and prints a Markdown table. */
export async function benchThroughStore({ megabytes, runs, rate }: StoreBench): Promise<void> {
  const reason = cephRgwMissing();
  if (reason !== undefined) throw new Error(reason);
  const noLink = linkMissing();
  if (noLink !== null)
    console.log(`- skipped: bytes on the wire${rate === null ? '' : ` and the ${rate} link`}: ${noLink}`);
  const present = storeContestants.filter(({ name, missing }) => {
    const why = missing();
    if (why !== null) console.log(`- skipped ${name}: ${why}`);
    return why === null;
  });
  const columns = ['database, link', 'program', 'send', 'bring back', 'send again', 'peak memory'];
  console.log(`| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|`);
  const rates = rate === null || noLink !== null ? [null] : [null, rate];
  for (const each of megabytes) {
    for (const speed of rates) {
      const link = noLink === null ? openLink(speed) : null;
      try {
        await table(each, speed, link, present, runs);
      } finally {
        link?.remove();
      }
    }
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 1e9)} GB`;
  console.log(`
Seconds (medians of ${runs}) with the ratio to \`${yardstick}\`, bytes of all packets both ways, requests that the gateway saw.
${machine}, the store on the same machine; load at the end ${loadavg()[0]?.toFixed(1)}.`);
}

async function table(
  megabytes: number,
  rate: string | null,
  link: Link | null,
  contestants: readonly StoreContestant[],
  runs: number,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-bench-'));
  try {
    const original = join(folder, 'original.db');
    makeLargeDatabase(original, megabytes * 1_000_000);
    const results = new Map<string, StoreResult>();
    for (const contestant of contestants) {
      const rounds: StoreResult[] = [];
      for (let run = 0; run < runs; run += 1)
        rounds.push(await measureThroughStore(contestant, folder, original, link));
      results.set(contestant.name, medianOf(rounds));
    }
    const base = results.get(yardstick);
    for (const [name, result] of results) {
      const where = `${megabytes} MB, ${rate ?? 'unshaped'}`;
      const costs = (['send', 'fetch', 'sendAgain'] as const).map((step) => cell(result[step], base?.[step]));
      const peakBytes = Math.max(result.send.peakBytes, result.fetch.peakBytes);
      console.log(`| ${[where, name, ...costs, `${Math.round(peakBytes / 1024 / 1024)} MiB`].join(' | ')} |`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function medianOf(rounds: readonly StoreResult[]): StoreResult {
  const of = (step: keyof StoreResult): Cost => {
    const costs = rounds.map((round) => round[step]).toSorted((a, b) => a.seconds - b.seconds);
    const middle = costs[costs.length >> 1];
    if (middle === undefined) throw new Error('nothing was measured');
    return { ...middle, peakBytes: Math.max(...costs.map(({ peakBytes }) => peakBytes)) };
  };
  return { send: of('send'), fetch: of('fetch'), sendAgain: of('sendAgain') };
}

function cell({ seconds, wireBytes, requests }: Cost, base: Cost | undefined): string {
  const ratio = base === undefined ? '' : ` (${(seconds / base.seconds).toFixed(1)}×)`;
  const wire = wireBytes === null ? '' : `${(wireBytes / 1_000_000).toFixed(1)} MB, `;
  return `${seconds.toFixed(1)} s${ratio}, ${wire}${requests} req.`;
}
