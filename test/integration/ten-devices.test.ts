/** Ten devices at work on a store that takes no notice of conditions. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type Database from 'better-sqlite3';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { recordStoreOver } from '../../core/platform/records/record-store.ts';
import { makeDevice, wholeLife, type Device } from '../simulation/device.ts';
import { drawsOf, type Draws } from '../simulation/draws.ts';
import { databaseFindings } from '../support/database-checks.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryStore } from '../support/memory-store.ts';

const devicesCount = 10;
/** 200 take a minute of a processor. */
const syncsEach = process.env['CI'] === 'true' ? 200 : 40;
/** Another one: `TEN_DEVICES_SEED=7 node test/run.ts test/integration/ten-devices.test.ts`. */
const seed = Number(process.env['TEN_DEVICES_SEED'] ?? 4);
/** In which everything said arrives everywhere, what that makes them say too, and the last says that nothing is left. */
const lastRoundsMax = 6;
const clockSkewMsMax = 100_000;
const pauseMsMax = 60_000;

test('ten devices that sync in any order on a store that ignores conditions hold one record set in the end', async (t) => {
  t.diagnostic(`seed ${seed}, ${syncsEach} syncs each`);
  const draws = drawsOf(seed);
  const { devices, pass } = await tenDevices(t, draws);
  const acts = { insert: 0, edit: 0, delete: 0 };
  let fresh = 0;
  for (const device of shuffled(devices, draws)) {
    pass(draws.below(pauseMsMax));
    while (draws.chance(0.3)) {
      const act = draws.weighted({ insert: 5, edit: 3, delete: 1 });
      acts[act] += work[act](device, draws, (fresh += 1));
    }
    await sync(device);
  }
  t.diagnostic(JSON.stringify(acts));
  let moved = Infinity;
  for (let round = 0; round < lastRoundsMax && moved > 0; round++) {
    moved = 0;
    for (const device of devices) moved += await sync(device);
  }
  assert.equal(moved, 0, 'they never come to rest');
  const [first, ...others] = devices.map((device) => ({ records: recordsOf(device), rows: rowsOf(device) }));
  assert.ok(first && Object.values(first.rows).every((rows) => rows.length > 0));
  t.diagnostic(`${first.records.length} records, ${Object.values(first.rows).flat().length} rows`);
  for (const [index, other] of others.entries()) assert.deepEqual(other, first, `device ${index + 1}`);
  for (const { path } of devices) assert.deepEqual(await databaseFindings(path), []);
});

/** Cheap ones: databases on a file system in memory, state in memory, time that only we let pass. */
async function tenDevices(t: TestContext, draws: Draws) {
  const folder = await mkdtemp(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'membridge-ten-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const template = join(folder, 'template.db');
  createClaudeMemDatabase(template);
  const time = { ms: Date.UTC(2026, 10, 1) };
  const ground = { folder, template, store: memoryStore(), time, random: fakeRandom(`ten ${seed}`) };
  const devices = Array.from({ length: devicesCount }, (_, index) => {
    const device = makeDevice(ground, `device-${index}`, draws.below(2 * clockSkewMsMax) - clockSkewMsMax);
    device.personality = { conditions: 'ignored' };
    t.after(() => device.close());
    return device;
  });
  return { devices, pass: (ms: number) => void (time.ms += ms) };
}

/** Every device `syncsEach` times, in any order. */
function shuffled(devices: readonly Device[], draws: Draws): Device[] {
  const all = devices.flatMap((device) => Array.from({ length: syncsEach }, () => device));
  for (let at = all.length - 1; at > 0; at--) {
    const other = draws.below(at + 1);
    [all[at], all[other]] = [all[other] as Device, all[at] as Device];
  }
  return all;
}

/** One run; how many records moved. A session that takes many memories along is asked about: a person says yes. */
async function sync(device: Device, confirmed = false): Promise<number> {
  const end = await device.sync({ ...wholeLife, confirmed });
  assert.ok(end.kind === 'done', JSON.stringify(end));
  if (!confirmed && end.report.brakes.length > 0) return sync(device, true);
  const { brakes, rollback, away, parked, published, fetched, applied } = end.report;
  assert.deepEqual([brakes, rollback, away, parked], [[], null, null, 0], device.machine);
  assert.equal(published?.clone ?? null, null, device.machine);
  return (published?.records ?? 0) + fetched.records + applied;
}

type Work = (device: Device, draws: Draws, fresh: number) => number;

/** What the tool or a person does; gives how many rows that changed. */
const work: Readonly<Record<'insert' | 'edit' | 'delete', Work>> = {
  insert({ db, now }, draws, fresh) {
    const session = draws.pick(
      db.prepare('SELECT id, memory_session_id AS memory FROM sdk_sessions ORDER BY memory').all() as Session[],
    );
    const what = session === undefined ? 'session' : draws.weighted({ session: 1, by: 1, child: 5 });
    if (session === undefined || what === 'session') return addSession(db, `memory ${fresh}`, now());
    // The session of memories saved by hand has one name on all machines.
    if (what === 'by' && !hasSession(db, 'manual-garden')) addSession(db, 'manual-garden', now());
    const owner = what === 'by' ? 'manual-garden' : session.memory;
    const kind = draws.weighted({ observation: 5, summary: 1, prompt: 2 });
    if (kind === 'observation')
      return run(
        db,
        `INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch) VALUES (?, 'garden', 'discovery', ?, ?, '', ?)`,
        [owner, `title ${fresh}`, `text ${fresh}`, now()],
      );
    if (kind === 'summary')
      return run(
        db,
        `INSERT INTO session_summaries (memory_session_id, project, request, created_at, created_at_epoch) VALUES (?, 'garden', ?, '', ?)`,
        [owner, `request ${fresh}`, now()],
      );
    return run(
      db,
      `INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch) SELECT id, content_session_id, 1, ?, '', ? FROM sdk_sessions WHERE id = ?`,
      [`prompt ${fresh}`, now(), session.id],
    );
  },
  edit({ db }, draws, fresh) {
    const [table, column] = draws.pick(edited) ?? edited[0];
    return run(db, `UPDATE ${table} SET ${column} = ? WHERE id = ?`, [`edited ${fresh}`, someRow(db, draws, table)]);
  },
  delete({ db }, draws) {
    const table = draws.weighted({ observations: 6, session_summaries: 2, user_prompts: 3, sdk_sessions: 1 });
    return run(db, `DELETE FROM ${table} WHERE id = ?`, [someRow(db, draws, table)]);
  },
};

interface Session {
  readonly id: number;
  readonly memory: string;
}

const edited = [
  ['observations', 'title'],
  ['observations', 'narrative'],
  ['session_summaries', 'learned'],
  ['sdk_sessions', 'custom_title'],
] as const;

function addSession(db: Database.Database, memory: string, at: number): number {
  return run(
    db,
    `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch) VALUES (?, ?, 'garden', '', ?)`,
    [`content of ${memory}`, memory, at],
  );
}

function hasSession(db: Database.Database, memory: string): boolean {
  return db.prepare('SELECT 1 FROM sdk_sessions WHERE memory_session_id = ?').get(memory) !== undefined;
}

function someRow(db: Database.Database, draws: Draws, table: string): number {
  return draws.pick(db.prepare(`SELECT id FROM ${table} ORDER BY id`).pluck().all() as number[]) ?? 0;
}

function run(db: Database.Database, query: string, values: readonly (string | number)[]): number {
  return db.prepare(query).run(...values).changes;
}

/** Every record that a device knows, dead ones too, in the version that it knows; a session's end waits for its children. */
function recordsOf(device: Device): string[] {
  const store = recordStoreOver(device.state());
  const records: string[] = [];
  for (
    let page = store.knownAfter('', 1_000);
    page.length > 0;
    page = store.knownAfter(page.at(-1)?.key ?? '', 1_000)
  ) {
    for (const { kind, key, state } of page) {
      const known = state.kind === 'carried' ? state.state : state;
      const waits = store.pending(key)?.state;
      assert.ok(waits === undefined || (kind === 'session' && waits.kind === 'dead'), `${kind} ${key} waits`);
      const version = waits === undefined || known.version.dead ? known.version : waits.version;
      records.push(`${kind} ${key} ${JSON.stringify(version)}`);
    }
  }
  return records;
}

/**
 * What a person would see, in an order that does not depend on the machine. A session that was deleted while another machine
 * gave it a child stands for that child, and what else its row says is no record of anybody.
 */
function rowsOf(device: Device): Record<string, string[]> {
  const store = recordStoreOver(device.state());
  const isDead = (rowid: unknown): boolean => {
    const key = store.mappedRow('session', Number(rowid))?.key;
    if (key === undefined) return true;
    const state = store.known(key)?.state;
    return state === undefined || state.kind === 'dead' || store.pending(key)?.state.kind === 'dead';
  };
  const all = Object.entries(shown).map(([name, query]) => {
    const rows = device.db.prepare(query).raw().all() as unknown[][];
    const said = rows.map(([rowid, title, ...names]) =>
      name === 'sessions' && isDead(rowid) ? names : [title, ...names],
    );
    return [name, said.map((row) => JSON.stringify(row)).sort()] as const;
  });
  return Object.fromEntries(all);
}

const shown = {
  sessions:
    'SELECT id, custom_title, memory_session_id, content_session_id, project, started_at_epoch, platform_source FROM sdk_sessions',
  observations:
    'SELECT id, title, narrative, memory_session_id, project, type, created_at_epoch, content_hash FROM observations',
  summaries: 'SELECT id, request, learned, memory_session_id, created_at_epoch FROM session_summaries',
  prompts: `SELECT p.id, p.prompt_text, s.memory_session_id, p.prompt_number, p.created_at_epoch
    FROM user_prompts p JOIN sdk_sessions s ON s.id = p.session_db_id`,
};
