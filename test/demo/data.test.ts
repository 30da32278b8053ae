import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import { addDemoSession, type DemoOptions, demoStartEpochMs, fillDemoDatabase } from '../../core/demo/data.ts';
import { contentHash } from '../../core/demo/content-hash.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { assertHealthy, tableCounts } from '../support/database-checks.ts';
import { assertSameRows, rowsOf } from '../support/database-rows.ts';
import { fixtureDatabase } from '../support/fixtures.ts';

const options: DemoOptions = { sessions: 200, seed: 'test', machine: 'laptop', startEpochMs: demoStartEpochMs };

function demoDatabase(t: TestContext, more: Partial<DemoOptions> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-demo-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'claude-mem.db');
  createClaudeMemDatabase(path);
  fillDemoDatabase(path, { ...options, ...more });
  assert.deepEqual(readdirSync(folder), ['claude-mem.db']);
  return path;
}

function query<Row>(path: string, sql: string): Row[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}

test('the demonstration has 200 sessions in five projects, in English and in Ukrainian, and is healthy', async (t) => {
  const path = demoDatabase(t);
  await assertHealthy(path);
  const counts = await tableCounts(path);
  assert.equal(counts['sdk_sessions'], 200);
  assert.equal(counts['session_summaries'], 200);
  assert.ok((counts['observations'] ?? 0) >= 600 && (counts['user_prompts'] ?? 0) >= 200, JSON.stringify(counts));
  const projects = query<{ project: string; sessions: number }>(
    path,
    'SELECT project, count(*) AS sessions FROM sdk_sessions GROUP BY project',
  );
  assert.equal(projects.length, 5);
  assert.ok(
    projects.every(({ sessions }) => sessions >= 20),
    JSON.stringify(projects),
  );
  const texts = query<{ narrative: string }>(path, 'SELECT narrative FROM observations').map(
    ({ narrative }) => narrative,
  );
  const ukrainian = texts.filter((text) => /[іїєґ]/i.test(text)).length;
  assert.ok(ukrainian > 150 && texts.length - ukrainian > 150, `${ukrainian} of ${texts.length} are Ukrainian`);
});

test('no text of the demonstration has an unfilled place', async (t) => {
  const rows = await rowsOf(demoDatabase(t));
  const unfilled = Object.values(rows)
    .flat()
    .filter((row) => /\$[a-z]|\{\d+-\d+\}|\{commit\}|undefined/.test(row));
  assert.deepEqual(unfilled, []);
});

test('the same seed tells the same, another machine or seed shares no session', async (t) => {
  const first = demoDatabase(t, { sessions: 20 });
  await assertSameRows(first, demoDatabase(t, { sessions: 20 }), 'all');
  const sessions = new Set((await rowsOf(first)).sdk_sessions);
  for (const other of [{ machine: 'board' }, { seed: 'another' }]) {
    const rows = await rowsOf(demoDatabase(t, { sessions: 20, ...other }));
    assert.deepEqual(
      rows.sdk_sessions.filter((row) => sessions.has(row)),
      [],
    );
  }
});

test('an added session is one more and leaves the others alone', async (t) => {
  const path = demoDatabase(t, { sessions: 20 });
  const before = await rowsOf(path, 'all');
  const added = addDemoSession(path, { seed: 'one more', machine: 'board', startEpochMs: demoStartEpochMs + 1 });
  const after = await rowsOf(path, 'all');
  assert.deepEqual(
    after.observations.filter((row) => before.observations.includes(row)),
    before.observations,
  );
  assert.equal(after.sdk_sessions.length, 21);
  assert.equal(after.observations.length, before.observations.length + added.titles.length);
  assert.ok(after.sdk_sessions.some((row) => row.includes(added.memorySessionId) && row.includes('"completed"')));
  await assertHealthy(path);
});

test('times agree with their numbers and run forward within a session', (t) => {
  const path = demoDatabase(t);
  const rows = query<{ at: string; ms: number; started: number; completed: number }>(
    path,
    `SELECT created_at AS at, created_at_epoch AS ms, started_at_epoch AS started, completed_at_epoch AS completed FROM observations JOIN sdk_sessions USING (memory_session_id)
     UNION ALL SELECT s.created_at, s.created_at_epoch, started_at_epoch, completed_at_epoch FROM session_summaries s JOIN sdk_sessions USING (memory_session_id)
     UNION ALL SELECT p.created_at, p.created_at_epoch, started_at_epoch, completed_at_epoch FROM user_prompts p JOIN sdk_sessions d ON d.id = p.session_db_id
     UNION ALL SELECT started_at, started_at_epoch, started_at_epoch, completed_at_epoch FROM sdk_sessions
     UNION ALL SELECT completed_at, completed_at_epoch, started_at_epoch, completed_at_epoch FROM sdk_sessions`,
  );
  assert.ok(rows.length > 1000);
  assert.deepEqual(
    rows.filter(({ at, ms }) => new Date(ms).toISOString() !== at),
    [],
  );
  assert.deepEqual(
    rows.filter(({ ms, started, completed }) => ms < started || ms > completed),
    [],
  );
});

test('our content hash is the one that claude-mem itself stored', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-demo-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await fixtureDatabase('laptop', join(folder, 'real.db'));
  interface Hashed {
    memory_session_id: string;
    title: string | null;
    narrative: string | null;
    content_hash: string;
  }
  const select = 'SELECT memory_session_id, title, narrative, content_hash FROM observations';
  const rows = [...query<Hashed>(join(folder, 'real.db'), select), ...query<Hashed>(demoDatabase(t), select)];
  assert.ok(rows.length > 800);
  assert.deepEqual(
    rows.filter((row) => contentHash(row.memory_session_id, row.title, row.narrative) !== row.content_hash),
    [],
  );
});
