/** Run in a mount namespace of its own: `disks-script.ts SCENE FOLDER` prints what came of it as JSON. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isFault } from '../../../../core/model/errors.ts';
import { recordKey } from '../../../../core/model/records/record.ts';
import { systemClock } from '../../../../core/platform/clock.ts';
import type { RecordSource } from '../../../../core/ports/record-source.ts';
import { claudeMemRecordSource } from '../../../../core/sources/claude-mem/records/source.ts';
import { createClaudeMemDatabase } from '../../../../core/sources/claude-mem/schema.ts';

const [scene = '', root = ''] = process.argv.slice(2);
const mounted = join(root, 'mounted');
const path = join(mounted, 'claude-mem.db');
mkdirSync(mounted);
const scenes: Record<string, () => Promise<unknown>> = { full, readOnly };
console.log(JSON.stringify(await scenes[scene]?.()));

async function full(): Promise<unknown> {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', mounted]);
  const records = memory();
  const before = await count(records);
  const write = await codeOf(
    records.write((writing) => {
      for (let n = 0; n < 100; n += 1) {
        const body = {
          type: 't',
          title: String(n),
          narrative: 'x'.repeat(100_000),
          created_at: '',
          created_at_epoch: 1n,
        };
        writing.insert('observation', recordKey('observation', String(n)), body, 1);
      }
    }),
  );
  return {
    write,
    unchanged: (await count(records)) === before,
    files: readdirSync(mounted),
    after: await one(records),
  };
}

async function readOnly(): Promise<unknown> {
  const records = memory();
  execFileSync('mount', ['--bind', mounted, mounted]);
  execFileSync('mount', ['-o', 'remount,ro,bind', mounted]);
  return { write: await one(records), rows: await count(records), files: readdirSync(mounted) };
}

function memory(): RecordSource {
  createClaudeMemDatabase(path);
  const db = new Database(path);
  db.exec(
    "INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch) VALUES ('c', 'm', 'p', '', 1)",
  );
  db.close();
  return claudeMemRecordSource({
    path,
    scratchFolder: join(root, 'scratch'),
    clock: systemClock,
    hasCloudSync: async () => false,
  });
}

async function count(records: RecordSource): Promise<number> {
  const open = await records.open();
  const rows = [...open.rowids('session'), ...open.rowids('observation')].length;
  open.close();
  return rows;
}

function one(records: RecordSource): Promise<unknown> {
  return codeOf(records.write((writing) => writing.update('session', 1, { custom_title: 'T' }).kind));
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => (isFault(error) ? error.code : String(error)));
}
