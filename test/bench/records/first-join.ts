// `node test/bench/records/first-join.ts [--sizes 50,500] [--link 100mbit]`: a machine without a memory joins one in merge
// mode through Ceph, beside a plain download of the same database, in one run on one link. Needs root (a network namespace).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { assertSameRows } from '../../support/database-rows.ts';
import { makeLargeDatabase } from '../../support/large-database.ts';
import { passphrase, program } from '../../support/membridge-program.ts';
import type { CommandLine } from '../contestant.ts';
import { type Link, linkMissing, openLink } from '../link.ts';
import { measure } from '../measured-run.ts';

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '50' }, link: { type: 'string', default: '100mbit' } },
});
const why = cephRgwMissing() ?? linkMissing();
if (why !== null && why !== undefined) throw new Error(why);

console.log('| database, link | step | seconds | bytes on the wire | peak memory |\n|---|---|---|---|---|');
for (const megabytes of values.sizes.split(',').map(Number)) {
  const link = openLink(values.link);
  const folder = mkdtempSync(join(tmpdir(), 'membridge-first-join-'));
  try {
    await joinOnce(megabytes, link, folder);
  } finally {
    link.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(`\nLoad at the end ${loadavg()[0]?.toFixed(1)}.`);

async function joinOnce(megabytes: number, link: Link, folder: string): Promise<void> {
  const store = await cephRgw({ alsoAt: link.address });
  try {
    const credentials = { accessKeyId: store.accessKey, secretAccessKey: store.secretKey };
    const { endpoint: here, region } = store;
    const client = new S3Client({ endpoint: here, region, forcePathStyle: true, credentials });
    for (const Bucket of ['memory', 'plain']) await client.send(new CreateBucketCommand({ Bucket }));
    client.destroy();
    const database = join(folder, 'laptop', 'claude-mem.db');
    const joined = join(folder, 'board', 'claude-mem.db');
    const scratch = join(folder, 'scratch');
    for (const path of [dirname(database), dirname(joined), scratch, join(folder, 'plain')])
      mkdirSync(path, { recursive: true });
    writeFileSync(join(folder, 'passphrase'), `${passphrase}\n`, { mode: 0o600 });
    makeLargeDatabase(database, megabytes * 1_000_000);
    const endpoint = `http://${link.address}:${store.port}`;
    const membridge = (device: string, ...args: string[]): CommandLine => ({
      command: process.execPath,
      args: [program, ...args, '--json', '--home', join(folder, `${device}-home`)],
      environment: { MEMBRIDGE_S3_ACCESS_KEY: store.accessKey, MEMBRIDGE_S3_SECRET_KEY: store.secretKey },
    });
    const connect = (device: string, source: string) =>
      membridge(
        device,
        'init',
        `--s3=${endpoint}`,
        '--bucket=memory',
        `--source=${source}`,
        `--label=${device}`,
        `--passphrase-file=${join(folder, 'passphrase')}`,
        '--yes',
      );
    const rclone = (from: string, to: string): CommandLine => ({
      command: 'rclone',
      args: ['copy', '--ignore-times', '--config', '', from, to],
      environment: {
        RCLONE_CONFIG_BENCH_TYPE: 's3',
        RCLONE_CONFIG_BENCH_PROVIDER: 'Ceph',
        RCLONE_CONFIG_BENCH_ENDPOINT: endpoint,
        RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: store.accessKey,
        RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: store.secretKey,
      },
    });
    const step = async (name: string, line: CommandLine, base: number | null = null): Promise<number> => {
      const before = link.bytes();
      const { seconds, peakBytes } = await measure(link.across(line), scratch);
      const after = link.bytes();
      const bytes = after.toStore + after.fromStore - before.toStore - before.fromStore;
      const ratio = base === null ? '' : ` (${(seconds / base).toFixed(2)}×)`;
      const cells = [`${seconds.toFixed(1)}${ratio}`, `${(bytes / 1e6).toFixed(1)} MB`];
      console.log(
        `| ${megabytes} MB, ${values.link} | ${name} | ${cells.join(' | ')} | ${Math.round(peakBytes / 1024 / 1024)} MiB |`,
      );
      return seconds;
    };
    await step('plain upload (rclone)', rclone(database, 'bench:plain'));
    await step('first machine: init', connect('laptop', database));
    await step('first machine: sync', membridge('laptop', 'sync'));
    const plain = await step(
      'plain download (rclone)',
      rclone(`bench:plain/${basename(database)}`, join(folder, 'plain')),
    );
    await step('joiner: init', connect('board', joined), plain);
    await step('joiner: first sync', membridge('board', 'sync'), plain);
    await assertSameRows(database, joined);
    await step('joiner: second sync', membridge('board', 'sync'), plain);
  } finally {
    await store.stop();
  }
}
